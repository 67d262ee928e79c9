// An OAuth server that nobody here wrote: npm oidc-provider, with its own login and consent forms, PKCE required,
// short access tokens and refresh tokens that are rotated and whose family is revoked on reuse.
//
// It is reached as `localhost`, the portal as 127.0.0.1: to a browser these are different sites.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

import Provider from 'oidc-provider'

const SCOPES = 'openid offline_access'

/** Applications that sign in as themselves, and tokens for the one service that a request names (RFC 8707). */
export const SERVICES = {
  clientCredentials: { enabled: true },
  resourceIndicators: {
    enabled: true,
    getResourceServerInfo: (_, audience) => ({ scope: 'mail.read mail.send', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
  },
}

/** For mail applications: client IDs that are GUIDs, and a refresh token with every sign-in; `features` are more. */
export function forMail(features) {
  return {
    life: 3600,
    features: { registration: { enabled: true, idFactory: () => randomUUID() }, ...features },
    more: { issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token') },
  }
}

export class IdentityProvider {
  /** Starts on a free port; `life` is that of access tokens, in seconds, `features` more of what it can do, `more` other settings. */
  async start({ life = 5, features = {}, more = {} } = {}) {
    Object.assign(this, { life, features, more })
    this.server = createServer((request, response) => this.handle(request, response))
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.issuer = `http://localhost:${this.server.address().port}`
    this.refreshed = 0
    this.revoked = 0
    this.granted = []
    this.provider = quietly(() => new Provider(this.issuer, this.configuration()))
    this.provider.on('server_error', (_, error) => (this.failure = error))
    this.provider.on('grant.success', (ctx) => {
      this.granted.push(ctx.oidc.params.grant_type)
      this.refreshed += ctx.oidc.params.grant_type === 'refresh_token' ? 1 : 0
    })
    this.provider.on('grant.revoked', () => (this.revoked += 1))
    return this
  }

  handle(request, response) {
    if (this.instead) return this.instead(request, response)
    return this.provider.callback()(request, response)
  }

  configuration() {
    return {
      clients: [],
      pkce: { required: () => true },
      rotateRefreshToken: true,
      scopes: ['openid', 'offline_access'],
      ttl: { AccessToken: () => this.life, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600, AuthorizationCode: 60, IdToken: 3600 },
      features: { registration: { enabled: true }, devInteractions: { enabled: true }, revocation: { enabled: true }, deviceFlow: { enabled: true }, clientCredentials: { enabled: true }, ...this.features },
      cookies: { keys: ['of this journey only'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      ...this.more,
    }
  }

  /** Registers a client, as its administrator would, and tells its id and secret; `more` overrides what is said of it. */
  async register(redirectUri, more = {}) {
    const response = await fetch(`${this.issuer}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Consentry at Contoso',
        redirect_uris: [redirectUri ?? 'http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        scope: SCOPES,
        ...more,
      }),
    })
    if (response.status !== 201) throw new Error(`registration: ${response.status} ${await response.text()}`)
    const { client_id: id, client_secret: secret } = await response.json()
    return { id, secret }
  }

  /** Registers a mail application, which presents its secret in the body and may ask for any scope. */
  registerForMail(redirectUri) {
    return this.register(redirectUri, { token_endpoint_auth_method: 'client_secret_post', scope: undefined })
  }

  /** From now on every request is answered by `instead` (nothing: by the provider again). */
  answerWith(instead) {
    this.instead = instead
  }

  /** Nobody answers any more; `comeBack` listens at the same address. */
  async goDown() {
    this.port = this.server.address().port
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  async comeBack() {
    this.server = createServer((request, response) => this.handle(request, response))
    this.server.listen(this.port, '127.0.0.1')
    await once(this.server, 'listening')
  }

  async dispose() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

/** It warns, rightly, that its development forms are no product. That is what they are used as here. */
function quietly(make) {
  const { warn, info } = console
  console.warn = console.info = () => {}
  try {
    return make()
  } finally {
    Object.assign(console, { warn, info })
  }
}
