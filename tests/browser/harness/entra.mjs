// A directory as Microsoft's looks from outside: a consent page with two buttons, and tokens that say what they carry.
//
// It is reached as `localhost`, the portal as 127.0.0.1: to a browser these are different sites.

import { once } from 'node:events'
import { createServer } from 'node:http'

export const DIRECTORY = '7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e'
export const OTHER_DIRECTORY = '1d9c7b5a-0f1e-4d3c-8b2a-9e8f7a6b5c4d'
export const CLIENT = { id: '5f0e6a52-7c1d-4b7a-9a43-0d7c5d3e1b20', secret: 'S3cret~of-the-registration-4Kx' }

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export class Directory {
  async start() {
    Object.assign(this, { registered: {}, granted: {}, delay: 0, answersAs: DIRECTORY, tokenRequests: 0 })
    this.server = createServer((request, response) => this.handle(request, response))
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.url = `http://localhost:${this.server.address().port}`
    return this
  }

  /** The token endpoint of the directory: `v2` or not. */
  token({ v2 = true } = {}) {
    return `${this.url}/${DIRECTORY}/oauth2${v2 ? '/v2.0' : ''}/token`
  }

  /** The application permissions of `api` that the registration lists. */
  list(api, roles) {
    this.registered[api] = roles
  }

  async handle(request, response) {
    const url = new URL(request.url, this.url)
    const [, , ...rest] = url.pathname.split('/')
    const path = rest.join('/')
    if (path === 'adminconsent' || path === 'v2.0/adminconsent') return this.consent(url.searchParams, path, response)
    if (path === 'oauth2/v2.0/token' || path === 'oauth2/token') {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      return this.giveToken(new URLSearchParams(Buffer.concat(chunks).toString()), response)
    }
    response.writeHead(404).end()
  }

  /** The page: who asks for what, and two answers. */
  consent(asked, path, response) {
    const v2 = path.startsWith('v2.0')
    if (asked.get('client_id') !== CLIENT.id || (v2 && !asked.get('scope'))) {
      return response.writeHead(400, { 'content-type': 'text/plain' }).end('AADSTS900144')
    }
    const back = (given) => {
      const url = new URL(asked.get('redirect_uri'))
      for (const [name, value] of Object.entries(given)) url.searchParams.set(name, value)
      if (asked.get('state')) url.searchParams.set('state', asked.get('state'))
      return url.href
    }
    if (asked.has('agreed')) {
      // The newer page grants the one API that it was asked about; the older one everything that is registered.
      const api = asked.get('scope')?.replace(/\/\.default$/, '')
      const agreed = v2 ? { [api]: this.registered[api] ?? [] } : this.registered
      if (this.answersAs === DIRECTORY) this.granted = { ...this.granted, ...agreed }
      const yes = { admin_consent: 'True', tenant: this.answersAs, ...(v2 && { scope: asked.get('scope') }) }
      return response.writeHead(302, { location: back(yes) }).end()
    }
    const no = v2
      ? { admin_consent: 'True', error: 'consent_required', error_description: 'AADSTS65004: User declined to consent to access the app.' }
      : { error: 'permission_denied', error_description: 'The admin canceled the request' }
    const accept = new URLSearchParams([...asked, ['agreed', 'yes']])
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><title>Permissions requested</title><h1>Permissions requested</h1>
      <p>${asked.get('scope') ?? 'Everything that is registered'}</p>
      <a id="accept" href="?${accept.toString().replaceAll('&', '&amp;')}">Accept</a>
      <a id="cancel" href="${back(no).replaceAll('&', '&amp;')}">Cancel</a></html>`)
  }

  giveToken(given, response) {
    this.tokenRequests += 1
    const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (given.get('client_secret') !== CLIENT.secret) {
      return answer(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.', error_codes: [7000215] })
    }
    const audience = given.get('resource') ?? given.get('scope').replace('/.default', '')
    const waits = this.delay > 0
    if (waits) this.delay -= 1
    const roles = waits ? [] : (this.granted[audience] ?? [])
    const claims = { aud: audience, tid: DIRECTORY, appid: CLIENT.id, ...(roles.length && { roles }) }
    answer(200, { token_type: 'Bearer', expires_in: 3599, access_token: `${base64url({ typ: 'JWT', alg: 'RS256' })}.${base64url(claims)}.signature` })
  }

  async dispose() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
