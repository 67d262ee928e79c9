// Tokens without a browser at the provider: a mailbox's password, a refresh token from elsewhere; what stands in a token,
// and one for another service beside it. The provider is scripted: real ones do not speak the password grant any more.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { createResource } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const MAILBOX = 'intake@contoso.example.com'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Answers token requests: one right password, one right refresh token, tokens that say for whom they are. */
function scripted() {
  return (request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const given = Object.fromEntries(new URLSearchParams(body))
      const right = given.grant_type === 'password' ? given.password === 'right-horse-55' : given.refresh_token?.startsWith('refresh-')
      const claims = { aud: given.resource ?? 'https://outlook.office365.com', upn: given.username ?? MAILBOX, scp: 'mail', exp: Math.floor(Date.now() / 1000) + 3600, aio: 'x' }
      const answer = right
        ? { access_token: `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`, token_type: 'Bearer', expires_in: 3600, refresh_token: 'refresh-2' }
        : { error: 'invalid_grant', error_description: 'no' }
      response.writeHead(right ? 200 : 400, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  }
}

async function resourceWith(page, guest, provider, grant) {
  const resource = await createResource(page, guest, 'contoso', 'oidc', { name: `Mail by ${grant}`, grant, client_auth: 'none' })
  await resource.discover(provider.issuer)
  await resource.edit({ client_id: 'contoso', scope: 'mail offline_access' })
  return resource
}

test('a password is warned about, refused once, accepted, and kept on request', () =>
  onStage({ provider: { life: 3600 } }, async ({ program, provider, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    const resource = await resourceWith(page, guest, provider, 'password')
    // Why not, once: by the rule that found it.
    await page.locator('[data-rule="password_grant"]').waitFor()
    assert.equal(await page.getByTestId('grant-warning').count(), 0)
    provider.answerWith(scripted())
    await resource.open()
    await page.getByTestId('grant-warning').waitFor()
    await page.getByTestId('obtain-token').first().click()
    const form = new Form(page, 'obtain-form')
    await guest.stop('the password dialog')
    guest.watch.expect(409, /tokens$/)
    await form.fill({ username: MAILBOX, password: 'wrong', keep: true })
    await form.submit()
    await page.getByText('User name or password not accepted').waitFor()
    await form.fill({ password: 'right-horse-55' })
    await form.submit()
    const token = await resource.token(MAILBOX)
    await page.getByTestId('kept-passwords').getByText('Kept, sealed').waitFor()
    await token.getByTestId('look-inside').click()
    const claims = token.getByTestId('claims')
    await claims.locator('[data-claim="aud"]').waitFor()
    await guest.stop('claims and a kept password')
    assert.match(await claims.innerText(), /not verified/)
    await token.getByTestId('show-call').click()
    assert.match(await token.getByTestId('token-call').innerText(), /intake@contoso\.example\.com/)
    assert.ok(!(await page.content()).includes('right-horse-55'), 'the password is still on the page')
  }))

test('a refresh token from elsewhere is tried before it is kept', () =>
  onStage({ provider: { life: 3600 } }, async ({ program, provider, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    const resource = await resourceWith(page, guest, provider, 'refresh_only')
    provider.answerWith(scripted())
    await resource.open()
    await page.getByTestId('obtain-token').first().click()
    const form = new Form(page, 'obtain-form')
    guest.watch.expect(409, /tokens$/)
    await form.fill({ refresh_token: 'nobodys', subject: MAILBOX })
    await form.submit()
    await page.getByText('Refresh token not accepted').waitFor()
    await guest.stop('a refused refresh token')
    await form.fill({ refresh_token: 'refresh-1' })
    await form.submit()
    const token = await resource.token(MAILBOX)

    // Refused later: the token's history says in words why, what to do, and who has to.
    provider.answerWith((_, response) => {
      const body = { error: 'invalid_grant', error_description: 'AADSTS50173: The provided grant has expired due to it being revoked.', error_codes: [50173] }
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    guest.watch.expect(409, /refresh$/)
    await token.getByRole('button', { name: 'Refresh now' }).click()
    await token.getByTestId('problem').waitFor()
    await token.getByRole('button', { name: 'History' }).click()
    const failed = token.getByTestId('event').filter({ hasText: 'AADSTS50173' }).first()
    await failed.waitFor()
    const words = await failed.innerText()
    assert.match(words, /password/i, 'no cause in words')
    assert.ok(await failed.locator('.meaning').isVisible(), 'nobody is named who has to act')
    await guest.stop('a history with an explained error')
  }))
