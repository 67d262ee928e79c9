// K2 Five from Basic authentication to OAuth over EWS: from an empty tenant to a report in which everything is done,
// against a directory that speaks as Microsoft's and an Exchange that opens the mailbox.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { EWS, MAILBOX, ToEws } from '../pages/k2.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

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
  en: { empty: 'No migrations yet', wrong: 'This is the directory (tenant) ID.', way: 'The portal holds the new settings' },
  nl: { empty: 'Nog geen migraties', wrong: 'Dit is de map-id', way: 'Het portaal heeft de nieuwe instellingen' },
}

/** The whole way, in one language. */
async function wholeWay({ page, guest, directory, exchange, migrations }, words) {
  await page.locator('.rail a[href="/tenants/contoso/migrations"]').click()
  await page.waitForURL('**/environments/production/migrations')
  await page.getByText(words.empty).waitFor()
  await guest.stop('no migrations yet')
  const migration = await migrations.begin('k2-five-oauth', { cloud: 'own' }, guest)
  const way = new ToEws(migration, exchange, directory.access({ v2: false }))

  await way.prepare((at) => (at === 'done' ? migration.opensFromItsTop('fix-pack') : guest.stop(at)))
  await way.register(async (at) => {
    if (at !== 'something else was pasted') return
    await migration.input('client_id').fill(DIRECTORY)
    await migration.sheet.getByText(words.wrong).waitFor()
    await guest.stop(at)
  })
  await way.signIn()
  await migration.proved('first-token')
  await guest.stop('a step that its checks have closed')
  await way.shadow((at) => guest.stop(at))
  let times = 0
  await way.switchOver(async (side) => {
    if (side !== 'New' || times++) return
    await migration.sheet.getByText(words.way).waitFor()
    await guest.stop('switched over')
  })
  await way.finish()
  await guest.stop('a migration that is completed')
  const [text] = await migrations.texts()
  assert.match(text, /OAuth Resource="?Exchange Online"?/)
  assert.match(text, new RegExp(`User ID=${MAILBOX}`))
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
