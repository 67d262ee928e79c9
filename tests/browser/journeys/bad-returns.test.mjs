// Coming back from the provider when something is wrong: the page says what and what to do, and nothing is lost.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { ADMINISTRATOR, SignIn, setUp } from '../pages/identity.mjs'
import { problemOn } from '../pages/problem.mjs'
import { refuse, signInAndConsent } from '../pages/provider.mjs'
import { createResource } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const COMPLETE = /authorizations\/[^/]+\/complete$/

/** A resource that can be authorized. */
async function prepared({ program, provider, page, guest }) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Mail' })
  await resource.discover(provider.issuer)
  const client = await provider.register(await resource.callbackUrl())
  await resource.edit({ client_id: client.id, client_secret: client.secret })
  return resource
}

test('a consent that is refused comes back with a reason, and can be begun again', () =>
  onStage({ provider: {} }, async (scene) => {
    const { provider, page, guest } = scene
    const resource = await prepared(scene)
    guest.watch.expect(403, COMPLETE)
    await resource.authorize()
    await refuse(page, provider)
    const problem = await problemOn(page)
    assert.ok(problem.codes.includes('oauth.access_denied'), problem.text)
    await guest.stop('consent refused')
    await resource.authorize()
    await signInAndConsent(page, provider)
    await resource.backWithToken()
  }))

test('a callback opened a second time is refused, and the token stays', () =>
  onStage({ provider: {} }, async (scene) => {
    const { provider, page, guest } = scene
    const resource = await prepared(scene)
    let callback
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.url().includes('/oauth/callback/')) callback = request.url()
    })
    await resource.authorize()
    await signInAndConsent(page, provider)
    await resource.backWithToken()
    guest.watch.expect(400, COMPLETE)
    await page.goto(callback)
    const problem = await problemOn(page)
    assert.ok(problem.codes.includes('oauth.state_invalid'), problem.text)
    await guest.stop('a replayed callback')
    await resource.open()
    await resource.token()
  }))

test('an authorization begun in one session cannot be finished in another', () =>
  onStage({ provider: {} }, async (scene) => {
    const { provider, page, open } = scene
    const resource = await prepared(scene)
    await page.route(`${provider.issuer}/**`, (route) => route.abort())
    // The address is read off the request that leaves: an answer's body is gone once the page has moved on.
    const leaving = page.waitForRequest((request) => request.url().startsWith(provider.issuer))
    await resource.authorize()
    const address = (await leaving).url()
    const other = await open({})
    other.watch.expect(403, COMPLETE)
    await (await new SignIn(other.page).open()).as(ADMINISTRATOR)
    await other.page.waitForURL('**/tenants')
    await other.page.goto(address)
    await signInAndConsent(other.page, provider)
    const problem = await problemOn(other.page)
    assert.ok(problem.codes.includes('oauth.session_mismatch'), problem.text)
    await other.stop('a callback in another session')
    await other.leave()
    await resource.open()
    assert.equal(await page.getByTestId('token').count(), 0)
  }))

test('a callback that nobody asked for is explained', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    guest.watch.expect(400, COMPLETE)
    guest.watch.expect(422, COMPLETE)
    await page.goto('/oauth/callback/00000000000000000000000000000000?code=x&state=nonsense')
    await problemOn(page)
    assert.ok(!page.url().includes('code='), 'the code is still in the address bar')
    await guest.stop('a callback out of nowhere')
  }))

test('discovery that meets another issuer, a page, or nobody says so, and the resource stays as it was', () =>
  onStage({ provider: {} }, async (scene) => {
    const { provider, page, guest } = scene
    const resource = await prepared(scene)
    const before = await resource.endpoints()
    for (const status of [422, 502, 503]) guest.watch.expect(status, /discover$/)
    const expected = async (...codes) => {
      await resource.tryToDiscover(provider.issuer)
      const problem = await problemOn(page)
      assert.ok(codes.some((code) => problem.codes.includes(code)), problem.text)
    }
    provider.answerWith((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer: 'https://evil.example.com', token_endpoint: 'https://evil.example.com/token' })))
    await expected('oauth.issuer_mismatch')
    await guest.stop('another issuer')
    provider.answerWith((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'))
    await expected('oauth.discovery_failed')
    await provider.goDown()
    await expected('oauth.discovery_failed', 'oauth.provider_unavailable')
    await guest.stop('nobody there')
    await provider.comeBack()
    provider.answerWith(null)
    await page.reload()
    await resource.ready()
    assert.equal(await resource.endpoints(), before)
  }))

test('an identity server that is down when the browser returns is said to be down', () =>
  onStage({ provider: {} }, async (scene) => {
    const { provider, page, guest } = scene
    const resource = await prepared(scene)
    guest.watch.expect(503, COMPLETE)
    await page.route('**/complete', async (route) => {
      await provider.goDown()
      await route.continue()
    })
    await resource.authorize()
    await signInAndConsent(page, provider)
    const problem = await problemOn(page)
    assert.ok(problem.codes.includes('oauth.provider_unavailable'), problem.text)
    await guest.stop('the provider is down')
    await page.unroute('**/complete')
    await provider.comeBack()
    await resource.open()
    await resource.authorize()
    await signInAndConsent(page, provider)
    await resource.backWithToken()
  }))
