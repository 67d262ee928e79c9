// WICBOX with a mailbox's own password to a token of Microsoft Graph, from an empty tenant to everything done.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory, PERSON } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

const GRAPH = 'https://graph.microsoft.com'
const MAILBOX = PERSON.mailbox

/** The whole way, on a stage of one language; `completed` is what the title then says. */
async function wholeWay(stage, completed) {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  directory.delegate(GRAPH, ['Mail.ReadWrite'])
  directory.publicFlows = true
  try {
    await onStage(stage, async ({ page, guest, program }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      const migrations = new MigrationsPage(page, 'contoso')
      await migrations.open()
      const migration = await migrations.begin('wicbox-delegated', { cloud: 'own' }, guest)
      const { sheet } = migration

      await migration.go('prepare')
      await migration.fill({ wic_version: '4.9.6' })
      await migration.done('prepare')
      await migration.doneByHand('update-wic')
      await migration.go('mails-per-run')
      await migration.fill()
      await migration.done('mails-per-run')
      await migration.doneByHand('new-parameters')

      await migration.go('resource')
      await migration.fill({ mailbox: MAILBOX })
      await migration.act('resource:mail')
      await migration.done('resource')
      await migration.go('endpoints')
      await migration.fill({ token_endpoint: directory.token(), graph_url: `${exchange.url}/v1.0` })
      await migration.done('endpoints')
      await migration.go('register-app')
      await migration.fill({ client_id: CLIENT.id })
      await migration.done('register-app')
      await migration.go('public-client')
      await migration.proved('public-client')
      await migration.doneByHand('permission', 'consent', 'account')

      await migration.go('first-token')
      await migration.fill({ mailbox_password: PERSON.password })
      assert.ok(!(await sheet.innerText()).includes(PERSON.password), 'a password is not shown again')
      await migration.act('acquire:mail')
      await migration.proved('first-token')
      await migration.go('shadow')
      await migration.proved('shadow')
      assert.deepEqual(exchange.opened, [MAILBOX])

      await migration.go('parameters')
      const names = await migration.writeSettings()
      assert.ok(names.includes('WICBOX_MAILCLIENT_CLIENTID') && !names.includes('WICBOXMethod'), names.join())
      await migration.done('parameters')
      await migration.doneByHand('stop-task', 'install-wicbox')
      await migration.go('switch')
      await migration.switchOver('New')
      await guest.stop('WICBOX switched over')
      await migration.proved('switch')
      await migration.doneByHand('start-task')
      await migration.go('test-mail')
      await migration.proved('test-mail')
      await migration.doneByHand('sending', 'keep-running')
      await page.locator('.page-title').getByText(completed).waitFor()
      await guest.stop('the migration of WICBOX is completed')
      assert.deepEqual(exchange.faults, [])
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
}

test('WICBOX from an empty tenant to a migration in which everything is done', () => wholeWay({}, 'Completed'))

test('WICBOX van een lege tenant tot alles gedaan is', () => wholeWay({ locale: 'nl-BE' }, 'Voltooid'))
