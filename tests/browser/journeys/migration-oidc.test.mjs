// K2 Five to OAuth against an identity server that is nobody's in particular (npm oidc-provider): endpoints and scope
// typed, a code with PKCE over its own sign-in pages, a token whose claims are told and mended, production switched.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Exchange } from '../harness/exchange.mjs'
import { forMail } from '../harness/provider.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { EWS, MAILBOX, ToEws } from '../pages/k2.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { signInAndConsent } from '../pages/provider.mjs'
import { createTenant } from '../pages/tenants.mjs'

const SCOPE = 'EWS.AccessAsUser.All'

/** Tokens for the mail service; `issued.audience` is what they say. */
function settings(issued) {
  const tokens = () => ({ scope: SCOPE, audience: issued.audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } })
  return forMail({ resourceIndicators: { enabled: true, getResourceServerInfo: tokens } })
}

/** The whole way; `differs` is what is said of a token for another service. */
async function wholeWay(stage, differs) {
  const issued = { audience: 'https://mail.contoso.example.com' }
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  try {
    await onStage({ ...stage, provider: settings(issued) }, async ({ program, provider, page, guest }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso' })
      const migrations = new MigrationsPage(page, 'contoso')
      await migrations.open()
      const migration = await migrations.begin('k2-five-oauth', { cloud: 'own' }, guest)
      const server = {
        authorization: `${provider.issuer}/auth`,
        token: `${provider.issuer}/token`,
        scope: SCOPE,
        signIn: (there) => signInAndConsent(there, provider, MAILBOX),
      }
      const way = new ToEws(migration, exchange, server)
      await way.prepare()
      await migration.go('register-app')
      server.client = await provider.registerForMail(await migration.copied('callback_url'))
      await way.register((at) => at.startsWith('endpoints') && guest.stop(at))

      await way.signIn()
      assert.deepEqual(provider.granted, ['authorization_code'])
      await migration.finds({ token: 'passed', claims: 'failed' })
      const claims = migration.sheet.getByTestId('check-claims')
      await claims.getByText(differs).first().waitFor()
      await claims.getByText(issued.audience).first().waitFor()
      await guest.stop('a token for another service')
      issued.audience = EWS
      await migration.proved('first-token')
      assert.ok(provider.refreshed >= 2, 'the check for a token asks the server')
      await guest.stop('a token as it should be')

      await way.shadow()
      await way.switchOver()
      await way.finish()
      await guest.stop('completed with another identity server')
      const told = JSON.stringify(await migration.told())
      assert.ok(told.includes(provider.issuer) && !told.includes(server.client.secret), 'the report names the server and no secret')
    })
  } finally {
    await exchange.dispose()
  }
}

test('K2 goes over to OAuth with an identity server that is not Microsoft\'s', () => wholeWay({}, 'another service'))

test('K2 gaat over naar OAuth met een identiteitsserver die niet van Microsoft is', () => wholeWay({ locale: 'nl-BE' }, 'andere dienst'))
