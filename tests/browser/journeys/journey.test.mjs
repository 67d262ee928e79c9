// The whole way: from the printed link to a token that automation fetches, that ends, is refreshed with the rotated
// refresh token, and is still there after a restart. Real program, real OAuth server, real browser.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { until } from '../harness/until.mjs'
import { ADMINISTRATOR, SignIn, setUp, signOut } from '../pages/identity.mjs'
import { createKey } from '../pages/keys.mjs'
import { signInAndConsent } from '../pages/provider.mjs'
import { createResource } from '../pages/resources.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'

const SUBJECT = 'mail@contoso.example.com'

test('from the set-up link to a token that survives its end and a restart', () =>
  onStage({ provider: { life: 20 } }, async ({ program, provider, page, guest }) => {
    // The first administrator, who signs out and in again.
    await setUp(page, program)
    await guest.stop('after set-up')
    await signOut(page)
    await (await new SignIn(page).open()).as(ADMINISTRATOR)
    await page.waitForURL('**/tenants')

    // Contoso and its environments.
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await addEnvironment(page, { name: 'Test', slug: 'test' })
    await guest.stop('Contoso')

    // A resource of a built-in type; its endpoints are found, its callback registered at the provider.
    const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Mail of Contoso' })
    await resource.discover(provider.issuer)
    await guest.stop('after discovery')
    const client = await provider.register(await resource.callbackUrl())
    await resource.edit({ client_id: client.id, client_secret: client.secret, scope: { authorization: 'openid offline_access' } })
    assert.match(await resource.preview(), new RegExp(`client_id=${client.id}`))
    assert.ok(!(await page.content()).includes(client.secret), 'the secret is on the page after it was saved')
    await guest.stop('the parameter grid')
    await page.reload()
    await resource.ready()
    assert.equal(await resource.cell('client_id', 'token').inputValue(), client.id, 'the grid kept what was saved')

    // Consent: away to the other site, and back to a token with its life.
    await resource.authorize(SUBJECT)
    await signInAndConsent(page, provider, SUBJECT)
    await resource.backWithToken()
    assert.ok(!/[?&](code|state)=/.test(page.url()), 'code or state stayed in the address bar')
    const token = await resource.token(SUBJECT)
    await token.getByTestId('life').waitFor()
    await guest.stop('the token and its life')

    // Its history stays open while it is refreshed, and gets longer.
    await token.getByRole('button', { name: 'History' }).click()
    const events = token.locator('.timeline li')
    await events.first().waitFor()
    const before = await events.count()
    await token.getByRole('button', { name: 'Refresh now' }).click()
    await events.nth(before).waitFor()

    // A key for automation, shown once.
    const key = await createKey(page, guest, { name: 'Mail robot', tenant: 'contoso', scopes: ['tokens:issue'] })
    assert.match(key, /^csy_[^_]+_[A-Za-z0-9_-]{43}$/)
    await page.reload()
    assert.ok(!(await page.content()).includes(key), 'the key is shown a second time')

    // Automation asks the broker; nothing of it is in the browser.
    const broker = `/api/v1/tenants/contoso/resources/${resource.id}/token`
    const ask = (body = {}) => program.call('POST', broker, key, { subject: SUBJECT, min_valid_seconds: 0, ...body })
    const first = await ask()
    assert.equal(first.status, 200, JSON.stringify(first.body))
    assert.equal(first.headers.get('cache-control'), 'no-store')
    const userinfo = async (accessToken) => (await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status
    assert.equal(await userinfo(first.body.access_token), 200, 'the provider accepts the token')

    // It ends, and is refreshed with the rotated refresh token; twice, so that the rotated one is used too.
    const renewed = async (old) => until('the refresh', async () => {
      const answer = await ask()
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      return answer.body.access_token !== old && answer.body
    }, 60_000)
    const second = await renewed(first.body.access_token)
    assert.equal(second.source, 'refresh')
    assert.equal(await userinfo(second.access_token), 200)
    const third = await ask({ force: true })
    assert.equal(third.body.source, 'refresh')
    assert.ok(provider.refreshed >= 2)
    assert.equal(provider.revoked, 0, 'no refresh token was used twice')

    // A restart forgets nothing, neither in good order nor by force.
    await program.stop()
    await program.start()
    const fourth = await ask()
    assert.equal(fourth.status, 200, JSON.stringify(fourth.body))
    assert.equal(fourth.body.access_token, third.body.access_token)
    await program.kill()
    await program.start()
    assert.equal((await ask()).status, 200)
    await resource.open()
    await resource.token(SUBJECT)
    await guest.stop('after two restarts')

    // No secret anywhere a script could read it, nor in the database, nor in the log.
    const secrets = [client.secret, key.split('_').slice(2).join('_'), first.body.access_token, second.access_token, third.body.access_token, ADMINISTRATOR.password]
    const places = { storage: await guest.storage(), page: await page.content(), database: program.database.contents(), log: program.output }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${secret.slice(0, 6)}… is in the ${place}`)
    }
  }))
