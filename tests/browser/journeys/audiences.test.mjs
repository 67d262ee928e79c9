// Several services of one resource: EWS and Graph side by side during a cut-over, and at an OAuth server that nobody
// here wrote tokens for the service that a request names (RFC 8707).

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory } from '../harness/entra.mjs'
import { SERVICES } from '../harness/provider.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { ResourcePage, createResource, madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

/** What the token says about itself. */
async function claimOf(token, name) {
  const claims = token.getByTestId('claims')
  if (!(await claims.isVisible())) await token.getByTestId('look-inside').click()
  return (await claims.locator(`[data-claim="${name}"]`).locator('.claim-value').first().innerText()).trim()
}

test('EWS and Graph side by side: two tokens of one resource', async () => {
  const directory = await new Directory().start()
  try {
    await onStage({}, async ({ program, page, guest }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      const id = await madeByApi(page, 'contoso', {
        name: 'Mail intake',
        type: 'exchange-online-ews',
        grant: 'client_credentials',
        endpoints: { token: directory.token() },
        parameters: { client_id: { token: CLIENT.id }, client_secret: { token: CLIENT.secret } },
      })
      const resource = new ResourcePage(page, 'contoso', id)
      const ews = await resource.acquire()
      assert.equal(await claimOf(ews, 'aud'), 'https://outlook.office365.com')
      const form = await resource.anotherAudience(ews)
      await guest.stop('another audience')
      await form.fill({ audience: 'https://graph.microsoft.com' })
      await form.submit()
      const graph = await resource.token('Microsoft Graph')
      await page.locator('.token.is-branch').waitFor()
      assert.equal(await page.getByTestId('token').count(), 2)
      assert.equal(await claimOf(graph, 'aud'), 'https://graph.microsoft.com')
      // The first is still what it was.
      assert.equal(await claimOf(page.getByTestId('token').first(), 'aud'), 'https://outlook.office365.com')
      await guest.stop('EWS and Graph side by side')
    })
  } finally {
    await directory.dispose()
  }
})

test('client credentials at a real OAuth server, and a token for the service that is named', () =>
  onStage({ provider: { life: 3600, features: SERVICES } }, async ({ program, provider, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Mail intake', grant: 'client_credentials' })
    await resource.discover(provider.issuer)
    const client = await provider.register(await resource.callbackUrl(), { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: undefined })
    const old = 'https://ews.contoso.example.com'
    await resource.edit({ client_id: client.id, client_secret: client.secret, scope: { token: 'mail.read' }, resource: { token: old } })
    assert.match(await resource.preview(), /grant_type=client_credentials/)
    const first = await resource.acquire()
    assert.equal(await claimOf(first, 'aud'), old)
    assert.equal(await claimOf(first, 'client_id'), client.id)
    const form = await resource.anotherAudience(first)
    await form.fill({ audience: 'https://graph.contoso.example.com' })
    await guest.stop('another audience, typed')
    await form.submit()
    const second = await resource.token('https://graph.contoso.example.com')
    assert.equal(await claimOf(second, 'aud'), 'https://graph.contoso.example.com')
    await guest.stop('tokens for two services')
  }))
