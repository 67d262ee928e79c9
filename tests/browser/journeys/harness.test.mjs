// The watchers themselves: a page that is broken on purpose must be reported, or the journeys prove nothing.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { findings } from '../harness/axe.mjs'
import { launch, visit } from '../harness/browser.mjs'
import { IdentityProvider } from '../harness/provider.mjs'

const BROKEN = `<!doctype html><html><head></head><body>
  <img src="/there-is-no-such-picture.png"><input><button></button>
  <p style="color:#999;background:#aaa">hardly legible</p>
  <script>console.error('said on the console')</script>
  <script src="/works.js"></script></body></html>`
const SOUND = `<!doctype html><html lang="en"><head><title>Sound</title></head><body><main><h1>Sound</h1><p>Nothing is wrong.</p></main></body></html>`

let browser, server, url

before(async () => {
  server = createServer((request, response) => {
    response.setHeader('content-security-policy', "default-src 'self'; style-src 'self'")
    if (request.url === '/works.js') return response.setHeader('content-type', 'text/javascript').end("throw new Error('thrown')")
    if (request.url === '/hang-up') return request.socket.destroy()
    if (request.url.endsWith('.png')) return response.writeHead(404).end()
    response.setHeader('content-type', 'text/html').end(request.url === '/sound' ? SOUND : BROKEN)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${server.address().port}`
  browser = await launch()
})

after(async () => {
  await browser?.close()
  server?.close()
  server?.closeAllConnections()
})

test('a page broken on purpose is reported by every watcher', async () => {
  const guest = await visit(browser, { url })
  await guest.page.goto('/broken')
  await guest.page.evaluate(() => fetch('/hang-up').catch(() => {}))
  const complaints = guest.watch.complaints.join('\n')
  for (const expected of [/uncaught: thrown/, /content security policy: script-src/, /content security policy: style-src/, /unannounced answer: 404/, /request failed/]) {
    assert.match(complaints, expected)
  }
  assert.throws(() => guest.watch.verify())
  const found = (await findings(guest.page)).join('\n')
  for (const rule of ['image-alt', 'button-name', 'label', 'html-has-lang', 'document-title']) assert.match(found, new RegExp(`^${rule}:`, 'm'))
  await guest.leave()
})

test('a sound page is not reported', async () => {
  const guest = await visit(browser, { url })
  await guest.page.goto('/sound')
  await guest.stop('a sound page')
  await guest.leave()
})

test('the identity provider insists on PKCE and is another site than the portal', async () => {
  const provider = await new IdentityProvider().start()
  const client = await provider.register('http://127.0.0.1:1/oauth/callback/x')
  const query = new URLSearchParams({ client_id: client.id, response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:1/oauth/callback/x' })
  const response = await fetch(`${provider.issuer}/auth?${query}`, { redirect: 'manual' })
  assert.match(new URL(response.headers.get('location')).searchParams.get('error_description'), /PKCE|code_challenge/)
  const document = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()
  assert.equal(document.issuer, provider.issuer)
  assert.equal(document.authorization_response_iss_parameter_supported, true)
  assert.equal(new URL(provider.issuer).hostname, 'localhost')
  await provider.dispose()
})
