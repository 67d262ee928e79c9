// K2's second hop: Basic authentication to OAuth over EWS, then Microsoft Graph on the same environment. While Graph is
// tried, production goes the old way untouched; one switch takes it over, one takes it back, byte for byte.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Directory } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { EWS, MAILBOX, ToEws } from '../pages/k2.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

const GRAPH = 'https://graph.microsoft.com'
/** As somebody once typed it: odd spaces, a password, and a key that no playbook knows. */
const BASIC = "Autodiscover=False; URL = https://mail.contoso.example.com/ews ;User ID=CONTOSO\\k2;Password='basic;secret-7781';Poll Interval=5;Custom Key = keep me ;"

/** Reads the only connection string with its secrets, as a robot that may. */
async function revealing(page, program) {
  const post = ([path, body]) =>
    fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then((answer) => answer.json())
  const { key } = await page.evaluate(post, ['/api/v1/api-keys', { name: 'Reads settings', tenant: 'contoso', scopes: ['settings:reveal'] }])
  return async (id) => {
    const answer = await program.call('POST', `/api/v1/tenants/contoso/environments/production/connection-strings/${id}/reveal`, key, {})
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.text
  }
}

/** Graph beside EWS, up to a token and an opened mailbox. */
async function besideEws(migration, directory, exchange, guest) {
  await migration.go('prepare')
  await migration.fill({ k2_host: 'k2.contoso.com', mailbox: MAILBOX })
  await migration.done('prepare')
  await migration.doneByHand('upgrade', 'inventory')
  await migration.go('resource')
  await migration.act('resource:graph')
  await migration.done('resource')
  await migration.go('endpoints')
  const { authorization, token, client, signIn } = directory.access()
  await migration.fill({ authorization_endpoint: authorization, token_endpoint: token, graph_url: `${exchange.url}/v1.0` })
  await migration.done('endpoints')
  await migration.go('register-app')
  assert.equal(await migration.input('client_id').inputValue(), client.id, 'the registration of the first hop is proposed')
  await guest.stop('the registration that is there already')
  await migration.proved('register-app')
  await migration.go('secret')
  await migration.fill({ client_secret: client.secret })
  await migration.proved('secret')
  await migration.doneByHand('permission-delegated', 'consent')
  await migration.go('first-token')
  await migration.signIn('graph', signIn)
  await migration.proved('first-token')
  await migration.go('shadow')
  await migration.proved('shadow')
  await guest.stop('Graph beside EWS')
}

async function wholeWay(stage) {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  directory.delegate(EWS, ['EWS.AccessAsUser.All'])
  directory.delegate(GRAPH, ['Mail.ReadWrite', 'Mail.Send'])
  try {
    await onStage(stage, async ({ page, guest, program }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso' })
      const migrations = new MigrationsPage(page, 'contoso')
      const reveal = await revealing(page, program)
      const { id } = await migrations.send('POST', 'connection-strings', { kind: 'k2-ews-connection', target: MAILBOX, text: BASIC })

      // The first hop.
      await migrations.open()
      const first = await migrations.begin('k2-five-oauth', { cloud: 'own' })
      const way = new ToEws(first, exchange, directory.access({ v2: false }))
      await way.prepare()
      await way.register()
      await way.signIn()
      await first.proved('first-token')
      await way.shadow()
      assert.equal(await reveal(id), BASIC, 'nothing is written before the switch')
      await way.switchOver(async (side) => side === 'Old' && assert.equal(await reveal(id), BASIC, 'byte for byte'))
      await way.finish()
      const ews = await reveal(id)
      assert.ok(ews.includes(EWS) && !ews.includes('secret-7781'), ews)

      // The second, beside it: production does not notice.
      await migrations.open()
      const second = await migrations.begin('k2-graph', { cloud: 'own' }, guest, { exchange: 'Exchange Online' })
      await besideEws(second, directory, exchange, guest)
      assert.equal(await reveal(id), ews, 'production goes the old way')
      const [old] = (await migrations.send('GET', '../../resources')).items.filter((one) => one.name === 'Exchange Online')
      const still = { check: 'ews_get_folder', resource: old.id, arguments: { mailbox: MAILBOX, url: exchange.ews() } }
      assert.equal((await migrations.send('POST', 'checks', { checks: [still] })).items[0].state, 'passed')
      await second.doneByHand('k2-resource')

      await second.go('connection-strings')
      await second.fill()
      await guest.stop('before the switch to Graph')
      await second.switchOver('New')
      const graph = await reveal(id)
      assert.ok(graph.includes(GRAPH) && graph !== ews, graph)
      await second.switchOver('Old')
      assert.equal(await reveal(id), ews, 'byte for byte')
      await guest.stop('back on EWS')
      await second.switchOver('New')
      assert.equal(await reveal(id), graph)
      await second.shown('connection-strings')
      await second.done('connection-strings')
      await second.doneByHand('restart')
      await second.go('test-mail')
      await second.shown('test-mail')
      await second.done('test-mail')
      await second.doneByHand('revalidate', 'retry-errors', 'clean-up')
      await second.completed()
      await guest.stop('K2 is on Graph')

      // The report tells where it came from, where it went, and each way that it was switched.
      const told = await second.told()
      assert.equal(told.changes.length, 3)
      const [over, back] = told.changes.map((change) => JSON.stringify(change.items))
      assert.ok(over.includes(EWS) && over.includes(GRAPH) && back.includes(EWS), over)
      assert.deepEqual(told.left, [])
      await migrations.open()
      await page.getByTestId('migrations').locator('tbody tr').nth(1).waitFor()
      await guest.stop('two hops in the list')
      assert.deepEqual(exchange.faults, [])
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
}

test('K2 goes to EWS with OAuth, tries Graph in its shadow, switches, goes back and over again', () => wholeWay({}))

test('K2 gaat naar EWS met OAuth, probeert Graph in de schaduw, schakelt om, terug en weer om', () => wholeWay({ locale: 'nl-BE' }))
