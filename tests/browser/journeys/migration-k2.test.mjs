// K2 Five from Basic authentication to OAuth over EWS: from an empty tenant to a report in which everything is done,
// against a directory that speaks as Microsoft's and an Exchange that opens the mailbox.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory, PERSON } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

const EWS = 'https://outlook.office365.com'
const MAILBOX = PERSON.mailbox

/** A directory, an Exchange, and an empty tenant. */
async function withDirectory(stage, journey) {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  directory.delegate(EWS, ['EWS.AccessAsUser.All', 'Mail.Send'])
  try {
    await onStage(stage, async (scene) => {
      await setUp(scene.page, scene.program)
      await createTenant(scene.page, { name: 'Contoso', slug: 'contoso' })
      await journey({ ...scene, directory, exchange, migrations: new MigrationsPage(scene.page, 'contoso') })
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
}

const WORDS = {
  en: { empty: 'No migrations yet', completed: 'Completed', wrong: 'This is the directory (tenant) ID.', way: 'Production goes the new way' },
  nl: { empty: 'Nog geen migraties', completed: 'Voltooid', wrong: 'Dit is de map-id', way: 'Productie gaat de nieuwe weg' },
}

/** The whole way, in one language. */
async function wholeWay({ page, guest, directory, exchange, migrations }, words) {
  await page.locator('.rail a[href="/tenants/contoso/migrations"]').click()
  await page.waitForURL('**/environments/production/migrations')
  await page.getByText(words.empty).waitFor()
  await guest.stop('no migrations yet')
  const migration = await migrations.begin('k2-five-oauth', { cloud: 'own' }, guest)
  const { sheet } = migration

  await migration.go('prepare')
  await migration.fill({ k2_version: '5.7', k2_host: 'k2.contoso.com', mailbox: MAILBOX })
  await guest.stop('a step with its values')
  await migration.done('prepare')
  await migration.opensFromItsTop('fix-pack')
  await migration.doneByHand('fix-pack')

  await migration.go('resource')
  await migration.fill({ directory_id: DIRECTORY })
  await migration.act('resource:exchange')
  await migration.is('resource', 'Done').catch(() => migration.done('resource'))
  await migration.go('register-app')
  await migration.input('client_id').fill(DIRECTORY)
  await sheet.getByText(words.wrong).waitFor()
  await guest.stop('something else was pasted')
  await migration.fill({ client_id: CLIENT.id })
  await migration.go('endpoints')
  await migration.fill({
    authorization_endpoint: directory.authorization({ v2: false }),
    token_endpoint: directory.token({ v2: false }),
    ews_url: exchange.ews(),
  })
  await migration.done('endpoints')
  await migration.go('register-app')
  await migration.done('register-app')

  await migration.go('secret')
  await migration.fill({ client_secret: CLIENT.secret })
  assert.ok(!(await sheet.innerText()).includes(CLIENT.secret), 'a secret is not shown again')
  await migration.proved('secret')
  await migration.doneByHand('permission-delegated', 'consent')

  await migration.go('first-token')
  await migration.action('authorize:exchange').getByTestId('do').click()
  await page.locator('#sign-in').click()
  await page.getByTestId('authorization-complete').getByRole('link').click()
  await page.waitForURL(/\/steps\/first-token$/)
  await migration.ready()
  await migration.proved('first-token')
  await guest.stop('a step that its checks have closed')

  await migration.go('shadow')
  exchange.mailboxes = []
  const [, [, refused]] = await migration.check()
  assert.equal(refused, 'failed')
  await sheet.getByText('ErrorAccessDenied').first().waitFor()
  await guest.stop('a check that failed')
  exchange.mailboxes = [MAILBOX]
  await migration.proved('shadow')
  assert.deepEqual(exchange.faults, [])
  await migration.doneByHand('k2-resource', 'k2-token')

  await migration.go('connection-strings')
  await migration.fill()
  await migration.switchOver('New')
  await sheet.getByText(words.way).waitFor()
  await guest.stop('switched over')
  await migration.switchOver('Old')
  await migration.switchOver('New')
  await migration.proved('connection-strings')
  await migration.go('smtp-entries')
  await migration.skip('smtp-entries', 'Contoso sends nothing over SMTP.')
  await migration.go('from-address')
  await migration.fill()
  // Filling From Address has written it: it is a variable.
  assert.deepEqual(await migration.writeSettings(), ['String Table:From Address'])
  await migration.done('from-address')
  await migration.doneByHand('host-config', 'smart-actions', 'restart', 'verify-k2', 'service-instances')
  await migration.go('test-mail')
  await migration.proved('test-mail')
  await migration.doneByHand('retry-errors', 'host-log', 'plan-graph')

  await page.locator('.page-title').getByText(words.completed).waitFor()
  await guest.stop('a migration that is completed')
  const strings = await page.request.get('/api/v1/tenants/contoso/environments/production/connection-strings')
  const [entry] = (await strings.json()).items
  assert.match(entry.text, /OAuth Resource="?Exchange Online"?/)
  assert.match(entry.text, new RegExp(`User ID=${MAILBOX}`))
}

test('K2 from an empty tenant to a report in which everything is proved', () =>
  withDirectory({}, async (scene) => {
    await wholeWay(scene, WORDS.en)
    const report = await scene.page.request.get(new URL(scene.page.url()).pathname.replace(/^\/tenants\/contoso\/environments\/production\/migrations\/([0-9a-f-]+).*$/, '/api/v1/tenants/contoso/environments/production/migrations/$1/report'))
    assert.equal(report.status(), 200)
    const text = await report.text()
    assert.ok(text.includes('Contoso sends nothing over SMTP.') && text.includes(MAILBOX) && !text.includes(CLIENT.secret))
  }))

test('K2 van een lege tenant tot alles is aangetoond', () =>
  withDirectory({ locale: 'nl-BE' }, (scene) => wholeWay(scene, WORDS.nl)))
