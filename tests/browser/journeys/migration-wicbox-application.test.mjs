// WICBOX with an application's own permissions: a directory's administrator agrees by a link, the application opens every
// mailbox, and stays red until a limit is recorded and a mailbox that must be refused was refused.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { ConsentLinkPage } from '../pages/consent-link.mjs'
import { setUp } from '../pages/identity.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { PermissionsPage } from '../pages/permissions.mjs'
import { createTenant } from '../pages/tenants.mjs'

const GRAPH = 'https://graph.microsoft.com'
const MAILBOX = 'intake@contoso.example.com'
const DIRECTOR = 'director@contoso.example.com'

/** Up to the resource, its endpoints and its secret. */
async function register(migration, directory, exchange) {
  await migration.go('prepare')
  await migration.fill({ wic_version: '4.9.9' })
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
  await migration.go('secret')
  await migration.fill({ client_secret: CLIENT.secret })
  await migration.proved('secret')
  await migration.doneByHand('permission')
}

/** The directory's administrator, who has no account here, agrees by a link; the answer is confirmed in the step. */
async function agreeByLink(migration, open, guest) {
  await migration.go('consent')
  const url = await migration.consentLink('mail')
  await guest.stop('a link for the administrator')
  const administrator = await open({})
  const asked = new ConsentLinkPage(administrator.page, url)
  await asked.open()
  const words = await asked.asked().innerText()
  assert.ok(words.includes('Mail.ReadWrite') && !words.includes('Mail.Send'), `only what WICBOX needs: ${words}`)
  await administrator.stop('what the administrator reads')
  await asked.leave()
  await administrator.page.locator('#accept').click()
  await asked.result('answered')
  await administrator.leave()
  await migration.page.reload()
  await migration.ready()
  await guest.stop('an answer to confirm')
  await migration.confirmConsent()
  await migration.done('consent')
}

/** Red while it reaches everybody, red while nothing is recorded, green once a mailbox was refused under a recorded limit. */
async function limit(migration, exchange, page, guest) {
  await migration.go('limit-mailboxes')
  await migration.fill({ scope_group: 'wicbox-mailboxes@contoso.example.com', refused_mailbox: DIRECTOR })
  exchange.mailboxes = [MAILBOX, DIRECTOR]
  await migration.finds({ mailbox_refused: 'failed', reach: 'failed', graph_inbox: 'passed' })
  await guest.stop('it reaches everybody')
  const step = page.url()
  const permissions = new PermissionsPage(page, 'contoso', await migration.resource('mail'))
  await permissions.open()
  await permissions.reaches('unscoped')
  await permissions.limitReach({ name: 'WICBOX mailboxes only', scope: 'Members of wicbox-mailboxes@contoso.example.com' })
  await permissions.reaches('unproved')
  await guest.stop('a limit that nobody has proved')
  // Exchange follows.
  exchange.mailboxes = [MAILBOX]
  await page.goto(step)
  await migration.ready()
  await migration.proved('limit-mailboxes')
  await guest.stop('it reaches its own mailbox and no other')
  await permissions.open()
  await permissions.reaches('proved')
  await guest.stop('a limit that is proved')
  await page.goto(step)
  await migration.ready()
}

async function wholeWay(stage) {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [] })
  directory.list(GRAPH, ['Mail.ReadWrite'])
  try {
    await onStage(stage, async ({ page, guest, program, open }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      const migrations = new MigrationsPage(page, 'contoso')
      await migrations.open()
      const migration = await migrations.begin('wicbox-application', { account_mode: 'single', cloud: 'own' }, guest)
      await register(migration, directory, exchange)
      await agreeByLink(migration, open, guest)
      await migration.go('first-token')
      await migration.act('acquire:mail')
      await migration.proved('first-token')
      await migration.go('shadow')
      await migration.finds({ graph_inbox: 'failed' })
      await guest.stop('a mailbox that Graph does not open')
      exchange.mailboxes = [MAILBOX]
      await migration.proved('shadow')
      await limit(migration, exchange, page, guest)

      await migration.go('parameters')
      await migration.fill()
      const names = await migration.writeSettings()
      assert.ok(names.includes('WICBOX_MAILCLIENT_CLIENTSECRET') && !names.includes('WICBOXMethod'), names.join())
      await migration.done('parameters')
      await migration.doneByHand('stop-task', 'install-wicbox')
      await migration.go('switch')
      await migration.switchOver('New')
      await migration.proved('switch')
      await migration.doneByHand('start-task')
      await migration.go('test-mail')
      await migration.proved('test-mail')
      await migration.doneByHand('sending', 'keep-running')
      await migration.completed()
      await guest.stop('WICBOX reads as an application')
      assert.ok(!JSON.stringify(await migration.told()).includes(CLIENT.secret), 'the report tells no secret')
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
}

test('WICBOX reads as an application that was agreed to by a link and reaches no other mailbox', () => wholeWay({}))

test('WICBOX leest als toepassing waarmee via een link is ingestemd, en bereikt geen ander postvak', () => wholeWay({ locale: 'nl-BE' }))
