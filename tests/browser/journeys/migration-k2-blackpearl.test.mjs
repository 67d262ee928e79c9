// K2 before Five 5.1: an app registration made by hand, addresses compared letter for letter, a certificate, endpoints,
// nine parameters, K2's own token, to a migration in which everything is done.

import { test } from 'node:test'

import { DIRECTORY, Directory } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { EWS, MAILBOX, ToEws } from '../pages/k2.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

const THUMBPRINT = '0123456789ABCDEF0123456789ABCDEF01234567'

/** What the older versions want on top, and in another place. */
class ByHand extends ToEws {
  constructor(...parts) {
    super(...parts)
    this.inK2 = ['k2-resource', 'k2-parameters']
    this.begun = { k2_version: '4.7', k2_host: 'k2.contoso.com', mailbox: MAILBOX }
  }

  /** The directory's ID has a step of its own here. */
  async directory() {
    await this.migration.doneByHand('iis-https')
    await this.migration.go('directory')
    await this.migration.fill({ directory_id: DIRECTORY })
    await this.migration.done('directory')
  }

  /** The addresses, the certificate and the endpoints of the registration. */
  async registration(guest) {
    const { migration } = this
    await migration.doneByHand('identifier-uris')
    await migration.go('redirect-uris')
    await migration.fill({ registered_redirect_uri: 'https://k2.contoso.com/Identity/token/oauth/2' })
    await migration.finds({ redirect_uri: 'failed' })
    await guest.stop('an address with a capital')
    await migration.fill({ registered_redirect_uri: 'https://k2.contoso.com/identity/token/oauth/2' })
    await migration.proved('redirect-uris')
    await migration.go('certificate')
    // As the certificate's own window gives it: pairs, small letters, and a mark that nobody sees.
    await migration.fill({ thumbprint: `\u200e${THUMBPRINT.toLowerCase().match(/../g).join(' ')}` })
    await guest.stop('the thumbprint of the certificate')
    await migration.done('certificate')
    await migration.go('app-endpoints')
    await migration.proved('app-endpoints')
  }

  async finish(look) {
    const { migration } = this
    await migration.go('send-mail-from')
    await migration.fill({ admin_address: 'admin@contoso.example.com' })
    await migration.done('send-mail-from')
    await super.finish(look)
  }
}

test('K2 blackpearl by hand: registration, certificate, nine parameters, and K2\'s own token', async () => {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  directory.delegate(EWS, ['EWS.AccessAsUser.All'])
  try {
    await onStage({}, async ({ page, guest, program }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso' })
      const migrations = new MigrationsPage(page, 'contoso')
      await migrations.open()
      const migration = await migrations.begin('k2-blackpearl-oauth', { cloud: 'own' }, guest)
      const way = new ByHand(migration, exchange, directory.access({ v2: false }))
      await way.prepare()
      await way.register()
      await way.registration(guest)
      await way.signIn()
      await migration.proved('first-token')
      await way.shadow()
      await migration.go('k2-parameters')
      await guest.stop('nine parameters')
      await way.switchOver()
      await way.finish()
      await guest.stop('K2 blackpearl is over')
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
})
