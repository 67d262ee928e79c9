// A directory as Microsoft's looks from outside: metadata, a sign-in page, a consent page with two buttons, the v1 and v2
// token endpoints with Microsoft's refusals, and tokens that say what they carry.
//
// It is reached as `localhost`, the portal as 127.0.0.1: to a browser these are different sites.

import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

export const DIRECTORY = '7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e'
export const OTHER_DIRECTORY = '1d9c7b5a-0f1e-4d3c-8b2a-9e8f7a6b5c4d'
export const CLIENT = { id: '5f0e6a52-7c1d-4b7a-9a43-0d7c5d3e1b20', secret: 'S3cret~of-the-registration-4Kx' }

/** Somebody with a mailbox, and the password that only the resource-owner grant may carry. */
export const PERSON = { mailbox: 'k2service@contoso.example', password: 'Pa55 of the mailbox' }

const refused = (error, code, text) => ({ refusal: { error, error_description: `AADSTS${code}: ${text}`, error_codes: [code] } })

/** What a request wants a token for: v1 says `resource`, v2 the beginning of a scope; a bare name is Microsoft Graph's. */
function targetOf(given) {
  if (given.get('resource')) return given.get('resource')
  const scope = (given.get('scope') ?? '').split(' ').find((word) => word && !['openid', 'profile', 'email', 'offline_access'].includes(word))
  if (!scope) return undefined
  return scope.includes('/') ? scope.slice(0, scope.lastIndexOf('/')) : 'https://graph.microsoft.com'
}

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export class Directory {
  async start() {
    Object.assign(this, { registered: {}, granted: {}, delegated: {}, publicFlows: false, signIns: new Map(), delay: 0, answersAs: DIRECTORY, tokenRequests: 0 })
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

  /** Where one signs in: `v2` or not. */
  authorization(options) {
    return this.token(options).replace(/token$/, 'authorize')
  }

  /** The address of the metadata. */
  metadata() {
    return `${this.url}/${DIRECTORY}/v2.0/.well-known/openid-configuration`
  }

  /** What an application needs of it, and how somebody signs in there. */
  access(options) {
    const signIn = (page) => page.locator('#sign-in').click()
    return { authorization: this.authorization(options), token: this.token(options), client: CLIENT, signIn }
  }

  /** The delegated permissions of `api` to which the organisation has consented. */
  delegate(api, scopes) {
    this.delegated[api] = scopes
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
      return this.giveToken(new URLSearchParams(Buffer.concat(chunks).toString()), path, response)
    }
    if (path === 'oauth2/v2.0/authorize' || path === 'oauth2/authorize') return this.signIn(url, path, response)
    if (path.endsWith('.well-known/openid-configuration')) return this.describe(path, response)
    response.writeHead(404).end()
  }

  describe(path, response) {
    const v2 = path.startsWith('v2.0')
    const body = {
      issuer: v2 ? `${this.url}/${DIRECTORY}/v2.0` : `https://sts.windows.net/${DIRECTORY}/`,
      authorization_endpoint: this.authorization({ v2 }),
      token_endpoint: this.token({ v2 }),
      jwks_uri: `${this.url}/${DIRECTORY}/discovery/keys`,
      response_types_supported: ['code'],
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  /** The page on which somebody signs in; the code goes back by the browser. */
  signIn(url, path, response) {
    const asked = url.searchParams
    const v2 = path.includes('v2.0')
    if (asked.get('client_id') !== CLIENT.id || asked.has('client_secret')) {
      return response.writeHead(400, { 'content-type': 'text/plain' }).end('AADSTS700016')
    }
    if (v2 ? asked.has('resource') : !asked.get('resource')) {
      return response.writeHead(400, { 'content-type': 'text/plain' }).end(v2 ? 'AADSTS901002' : 'AADSTS50001')
    }
    if (asked.has('signed_in')) {
      const code = randomUUID()
      this.signIns.set(code, { challenge: asked.get('code_challenge'), redirect: asked.get('redirect_uri'), target: targetOf(asked) })
      const back = new URL(asked.get('redirect_uri'))
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state'))
      return response.writeHead(302, { location: back.href }).end()
    }
    const accept = new URLSearchParams([...asked, ['signed_in', PERSON.mailbox]])
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in</h1>
      <a id="sign-in" href="?${accept.toString().replaceAll('&', '&amp;')}">${PERSON.mailbox}</a></html>`)
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

  giveToken(given, path, response) {
    this.tokenRequests += 1
    const v2 = path.includes('v2.0')
    const { refusal, ...token } = this.judged(given, v2)
    const [status, body] = refusal ? [refusal.error === 'invalid_client' ? 401 : 400, refusal] : [200, token]
    if (body.expires_in && !v2) body.expires_in = String(body.expires_in)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  judged(given, v2) {
    if (v2 && given.has('resource')) return refused('invalid_request', 901002, "The 'resource' request parameter is not supported.")
    const grant = given.get('grant_type')
    if (grant === 'password') return this.forPassword(given)
    const signIn = this.signIns.get(given.get('code') ?? given.get('refresh_token'))
    // What a public client obtained, it refreshes as one.
    const proved = signIn?.publicly ? !given.has('client_secret') : given.get('client_secret') === CLIENT.secret
    if (!proved) return refused('invalid_client', 7000215, 'Invalid client secret provided.')
    if (grant === 'client_credentials') return this.forApplication(given)
    if (!signIn) return refused('invalid_grant', 70008, 'The provided authorization code or refresh token has expired.')
    if (grant === 'authorization_code') {
      this.signIns.delete(given.get('code'))
      const challenge = createHash('sha256').update(given.get('code_verifier') ?? '').digest('base64url')
      if (challenge !== signIn.challenge) return refused('invalid_grant', 501481, 'The Code_Verifier does not match the code_challenge.')
      if (signIn.redirect !== given.get('redirect_uri')) return refused('invalid_grant', 50011, 'The redirect URI does not match.')
    }
    return this.forPerson(targetOf(given) ?? signIn.target, signIn)
  }

  forApplication(given) {
    const audience = given.get('resource') ?? given.get('scope').replace('/.default', '')
    const waits = this.delay > 0
    if (waits) this.delay -= 1
    const roles = waits ? [] : (this.granted[audience] ?? [])
    return this.bearer({ aud: audience, idtyp: 'app', ...(roles.length && { roles }) })
  }

  forPassword(given) {
    if (!this.publicFlows) return refused('invalid_client', 7000218, "The request body must contain: 'client_assertion' or 'client_secret'.")
    const right = given.get('username') === PERSON.mailbox && given.get('password') === PERSON.password
    if (!right) return refused('invalid_grant', 50126, 'Error validating credentials due to invalid username or password.')
    return this.forPerson(targetOf(given), { publicly: true })
  }

  /** A person's token; without the organisation's consent there is none. */
  forPerson(audience, signIn) {
    const scopes = this.delegated[audience] ?? []
    if (scopes.length === 0) return refused('invalid_grant', 65001, 'The user or administrator has not consented to use the application.')
    const refresh = randomUUID()
    this.signIns.set(refresh, { ...signIn, target: audience })
    return { ...this.bearer({ aud: audience, scp: scopes.join(' '), upn: PERSON.mailbox }), refresh_token: refresh }
  }

  bearer(claims) {
    const body = { tid: DIRECTORY, appid: CLIENT.id, uti: randomUUID(), ...claims }
    return { token_type: 'Bearer', expires_in: 3599, access_token: `${base64url({ typ: 'JWT', alg: 'RS256' })}.${base64url(body)}.signature` }
  }

  async dispose() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
