// A mail application that goes over to OAuth, against a real mail server (Dovecot) that has the tokens vouched for by an
// identity server that nobody here wrote.

import { DIRECTORY } from '../harness/entra.mjs'
import { MailServer } from '../harness/mail.mjs'
import { forMail } from '../harness/provider.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from './identity.mjs'
import { MigrationsPage } from './migrations.mjs'
import { signInAndConsent } from './provider.mjs'
import { createTenant } from './tenants.mjs'

export const MAILBOX = 'tickets@contoso.example.com'

/** What differs between reading and sending. */
const WAYS = {
  imap: { name: 'Ticket system', check: 'imap_sign_in', values: (mail) => ({ imap_host: '127.0.0.1', imap_port: String(mail.imap) }) },
  smtp: { name: 'Ticket system, sending', check: 'smtp_sign_in', values: (mail) => ({ smtp_host: '127.0.0.1', smtp_port: String(mail.submission) }) },
}

/** An identity server, a mail server that asks it about tokens, and a tenant. */
export async function withMailServer(stage, journey) {
  const mail = new MailServer()
  const provider = forMail({ introspection: { enabled: true } })
  try {
    await onStage({ ...stage, provider, environment: { SSL_CERT_FILE: mail.certificate } }, async (scene) => {
      const { id, secret } = await scene.provider.register()
      const vouching = new URL(`${scene.provider.issuer}/token/introspection`)
      Object.assign(vouching, { username: id, password: secret })
      await mail.start({ introspection: vouching.href, holder: 'sub' })
      await setUp(scene.page, scene.program)
      await createTenant(scene.page, { name: 'Contoso', slug: 'contoso' })
      await journey({ ...scene, mail, migrations: new MigrationsPage(scene.page, 'contoso') })
    })
  } catch (error) {
    error.message += `\n--- the mail server said:\n${mail.log().split('\n').slice(-15).join('\n')}`
    throw error
  } finally {
    await mail.dispose()
  }
}

/** One protocol, from nothing to a completed migration; tells the name of its resource. */
export async function toOauth({ mail, provider, migrations }, protocol, guest) {
  const { name, check, values } = WAYS[protocol]
  const stop = (at) => guest?.stop(`${at}, ${protocol}`)
  await migrations.open()
  const migration = await migrations.begin('mail-oauth', { protocol, permission_model: 'delegated', cloud: 'own' }, guest)
  await migration.go('prepare')
  await migration.fill({ program: name, mailbox: MAILBOX })
  await migration.done('prepare')
  await migration.go('resource')
  await migration.fill({ directory_id: DIRECTORY })
  await migration.act('resource:mail')
  await migration.done('resource')
  await migration.go('endpoints')
  await migration.fill({ authorization_endpoint: `${provider.issuer}/auth`, token_endpoint: `${provider.issuer}/token`, scope: 'openid', ...values(mail) })
  await stop('endpoints and mail server')
  await migration.done('endpoints')
  await migration.go('register-app')
  const client = await provider.registerForMail(await migration.copied('callback_url'))
  await migration.fill({ client_id: client.id })
  await migration.done('register-app')
  await migration.go('secret')
  await migration.fill({ client_secret: client.secret })
  await migration.proved('secret')
  await migration.doneByHand('permission-delegated', 'consent', 'protocol-on')
  await migration.go('first-token')
  await migration.signIn('mail', (page) => signInAndConsent(page, provider, MAILBOX))
  // What only its maker can read is no fault.
  await migration.finds({ token: 'passed', claims: 'warning' })
  await migration.is('first-token', 'Done')
  await stop('a token that only its maker can read')

  await migration.go('shadow')
  mail.keepShut(MAILBOX)
  await migration.finds({ [check]: 'failed' })
  await stop('a mailbox that is not open')
  await mail.open()
  await migration.proved('shadow')
  await migration.go('switch')
  await migration.switchOver('New')
  await stop('the entry is switched')
  await migration.proved('switch')
  await migration.doneByHand('application')
  await migration.go('test-mail')
  await migration.proved('test-mail')
  await migration.doneByHand('keep-running')
  await migration.completed()
  await stop('the application is over')
  return name
}
