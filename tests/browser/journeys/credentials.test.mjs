// A resource that proves itself with a certificate made here, against a server that nobody here wrote; and the other
// ways to add a credential, as a person sees them.

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { signInAndConsent } from '../pages/provider.mjs'
import { createResource } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const PFX = fileURLToPath(new URL('../../../backend/src/certificate/fixtures/legacy.pfx', import.meta.url))

test('a certificate made here signs in at oidc-provider, for the code and for the refresh', () =>
  onStage({ provider: { life: 3600 } }, async ({ program, provider, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Mail', client_auth: 'private_key_jwt' })
    await resource.discover(provider.issuer)
    await guest.stop('no credentials')
    await page.getByTestId('generate-certificate').click()
    const form = new Form(page, 'generate-form')
    await form.fill({ name: '2026' })
    await guest.stop('generating a certificate')
    await form.submit()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-certificate').click()])
    const certificate = new X509Certificate(await readFile(await download.path()))
    const client = await provider.register(await resource.callbackUrl(), {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      jwks: { keys: [certificate.publicKey.export({ format: 'jwk' })] },
    })
    await resource.edit({ client_id: client.id })
    await resource.authorize('mail@contoso.com')
    await signInAndConsent(page, provider, 'mail@contoso.com')
    await resource.backWithToken()
    const token = await resource.token()
    const refreshed = page.waitForResponse((response) => response.url().endsWith('/refresh'))
    await token.getByRole('button', { name: 'Refresh' }).click()
    assert.equal((await refreshed).status(), 200)
    assert.equal(provider.refreshed, 1)
  }))

test('secrets are added and removed, a PFX file is read with its password', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await createResource(page, guest, 'contoso', 'microsoft-identity-platform', { name: 'Mail' })
    const credentials = page.getByTestId('credential')
    await page.getByTestId('add-secret').click()
    const secret = new Form(page, 'secret-form')
    await secret.fill({ secret: 'secret-of-contoso-x7Qf', name: 'Secret of 2026' })
    await guest.stop('adding a secret')
    await secret.submit()
    await credentials.filter({ hasText: 'x7Qf' }).waitFor()
    assert.ok(!(await page.content()).includes('secret-of-contoso'), 'the secret is gone from the page')

    await page.getByTestId('import-certificate').click()
    const form = new Form(page, 'import-form')
    await page.getByTestId('credential-file').setInputFiles(PFX)
    await form.fill({ password: 'wrong' })
    guest.watch.expect(422, /credentials$/)
    await form.submit()
    assert.match(await form.fault('password'), /does not open/)
    await guest.stop('a wrong password of a PFX file')
    await form.fill({ password: 'contoso-2026', name: 'Imported' })
    await form.submit()
    const imported = credentials.filter({ hasText: 'Imported' })
    assert.match(await imported.innerText(), /CN=Mail of Contoso/)
    await guest.stop('a secret and a certificate')

    await imported.getByTestId('delete-credential').click()
    await guest.stop('deleting a credential')
    await page.getByTestId('confirm-action').click()
    await imported.waitFor({ state: 'detached' })
    assert.equal(await credentials.count(), 1)
  }))
