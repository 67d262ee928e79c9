// An application that signs in as itself at a server that nobody here wrote, with a secret in either place and with a
// certificate made here. Nobody looks at a page: everything goes through the API, as automation does it.

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'

import { Program } from '../harness/program.mjs'
import { IdentityProvider } from '../harness/provider.mjs'

const APPLICATION = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }

/** Sets the program up without a browser; tells a key that may do everything. */
async function keyOf(program) {
  const send = (path, body, cookie) =>
    fetch(program.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: program.url, ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
  const person = { email: 'administrator@example.com', password: 'wind-over-quiet-water-9041' }
  const token = program.setupLink.split('#')[1]
  assert.ok((await send('/api/v1/setup', { ...person, token, name: 'Administrator' })).ok)
  const signedIn = await send('/api/v1/session', person)
  const [cookie] = signedIn.headers.get('set-cookie').split(';')
  const made = await send('/api/v1/api-keys', { name: 'Robot', scopes: ['*'], tenant: null }, cookie)
  return (await made.json()).key
}

/** The program with a tenant, the provider, and a way to ask the API that insists on the status. */
async function scene(journey) {
  const [program, provider] = [new Program(), new IdentityProvider()]
  try {
    await Promise.all([program.start(), provider.start({ life: 3600 })])
    const key = await keyOf(program)
    const api = async (status, method, path, body) => {
      const answer = await program.call(method, `/api/v1/tenants${path}`, key, body)
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
      return answer.body
    }
    await api(201, 'POST', '', { slug: 'contoso', name: 'Contoso' })
    /** A resource whose application signs in as itself; tells its path. */
    const application = async (name, client_auth, parameters) => {
      const endpoints = { token: `${provider.issuer}/token` }
      const resource = { name, type: 'client-credentials', grant: 'client_credentials', client_auth, endpoints, parameters }
      return `/contoso/resources/${(await api(201, 'POST', '/contoso/resources', resource)).id}`
    }
    await journey({ program, provider, key, api, application })
    if (provider.failure) throw provider.failure
  } catch (error) {
    error.message += `\n--- the program said:\n${program.output.split('\n').slice(-25).join('\n')}`
    throw error
  } finally {
    await provider.dispose()
    await program.dispose()
  }
}

test('client credentials by secret, in the header and in the body', () =>
  scene(async ({ provider, api, application }) => {
    for (const where of ['client_secret_basic', 'client_secret_post']) {
      const client = await provider.register(undefined, { ...APPLICATION, token_endpoint_auth_method: where })
      const values = (secret) => ({ client_id: { token: client.id }, client_secret: { token: secret } })
      const path = await application(where, where, values(client.secret))
      const first = await api(200, 'POST', `${path}/token`, {})
      assert.equal(first.source, 'acquire')
      assert.ok(first.access_token.length > 20 && first.token_type === 'Bearer')
      assert.equal((await api(200, 'POST', `${path}/token`, {})).access_token, first.access_token, 'from the cache')
      assert.notEqual((await api(200, 'POST', `${path}/token`, { force: true })).access_token, first.access_token)
      const wrong = await application(`${where}, wrong`, where, values('not-the-secret-of-contoso'))
      assert.equal((await api(409, 'POST', `${wrong}/token`, {})).code, 'oauth.invalid_client')
    }
    assert.deepEqual(provider.granted, Array(4).fill('client_credentials'))
  }))

test('client credentials by a certificate made here (private_key_jwt)', () =>
  scene(async ({ program, provider, key, api, application }) => {
    const path = await application('Signed', 'private_key_jwt', {})
    const made = await api(201, 'POST', `${path}/credentials`, { generate: 'certificate', name: '2026' })
    const download = `${program.url}/api/v1/tenants${path}/credentials/${made.id}/certificate`
    const answer = await fetch(download, { headers: { authorization: `Bearer ${key}` } })
    const certificate = new X509Certificate(Buffer.from(await answer.arrayBuffer()))
    const client = await provider.register(undefined, {
      ...APPLICATION,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      jwks: { keys: [certificate.publicKey.export({ format: 'jwk' })] },
    })
    await api(200, 'PUT', `${path}/parameters/client_id`, { token: client.id })
    const first = await api(200, 'POST', `${path}/token`, {})
    // An assertion is good for once; every request has its own.
    const second = await api(200, 'POST', `${path}/token`, { force: true })
    assert.notEqual(first.access_token, second.access_token)
    assert.deepEqual(provider.granted, Array(2).fill('client_credentials'))
  }))
