// Checks: one is asked for in a dialog that the server describes, goes green, breaks, is told about, read, found again in
// its history, and run in the whole tenant; against a directory that speaks as Microsoft's and an Exchange.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory, PERSON } from '../harness/entra.mjs'
import { Exchange } from '../harness/exchange.mjs'
import { onStage } from '../harness/scene.mjs'
import { ChecksPage } from '../pages/checks.mjs'
import { setUp } from '../pages/identity.mjs'
import { madeByApi } from '../pages/resources.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'

const EWS = 'https://outlook.office365.com'
const MAILBOX = PERSON.mailbox

/** A tenant with two environments and an application that may open every mailbox. */
async function withApplication(stage, journey) {
  const directory = await new Directory().start()
  const exchange = await new Exchange().start({ mailboxes: [MAILBOX] })
  directory.granted[EWS] = ['full_access_as_app']
  try {
    await onStage(stage, async (scene) => {
      await setUp(scene.page, scene.program)
      await createTenant(scene.page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      await addEnvironment(scene.page, { name: 'Test', slug: 'test' })
      await madeByApi(scene.page, 'contoso', {
        name: 'Mail intake',
        type: 'exchange-online-ews',
        grant: 'client_credentials',
        endpoints: { token: directory.token() },
        parameters: { client_id: { token: CLIENT.id }, client_secret: { token: CLIENT.secret } },
      })
      await journey({ ...scene, exchange, checks: new ChecksPage(scene.page, 'contoso') })
    })
  } finally {
    await Promise.all([directory.dispose(), exchange.dispose()])
  }
}

const WORDS = {
  en: { empty: 'No checks yet', sought: 'web services', email: 'This is not an e-mail address', read: 'passed before', ended: '2 checks have run. 2 of them did not pass.', hand: 'by hand' },
  nl: { empty: 'Nog geen controles', sought: 'web services', email: 'Dit is geen e-mailadres', read: 'slaagde eerder', ended: 'Er zijn 2 controles uitgevoerd. 2 daarvan slaagden niet.', hand: 'met de hand' },
}

async function wholeWay({ page, guest, exchange, checks }, words) {
  const kind = 'ews_get_folder'
  const ask = async () => {
    await checks.say('arguments/mailbox', MAILBOX)
    await checks.say('arguments/url', exchange.ews())
    await checks.send()
    await checks.run(kind, 'passed').waitFor()
  }
  await page.locator('.rail a[href="/tenants/contoso/checks"]').click()
  await page.waitForURL('**/environments/production/checks')
  await page.getByText(words.empty).waitFor()
  await guest.stop('no checks yet')

  await page.getByTestId('ask').click()
  await checks.dialog.getByTestId('kinds').waitFor()
  await guest.stop('which check')
  await page.keyboard.press('Escape')
  await checks.choose(kind, words.sought)
  await checks.say('arguments/mailbox', 'nobody at all')
  await checks.fault('arguments/mailbox').getByText(words.email).waitFor()
  await checks.send()
  await guest.stop('a check told something wrong')
  assert.deepEqual(exchange.opened, [], 'nothing ran')
  await ask()
  assert.deepEqual(exchange.opened, [MAILBOX])
  await guest.stop('a check that passed')
  await checks.open('test')
  await checks.choose(kind, words.sought)
  await ask()

  await checks.open()
  exchange.mailboxes = []
  await checks.again(kind, 'passed', 'failed')
  await checks.notices().getByText(words.read).waitFor()
  await checks.unread().getByText('1', { exact: true }).waitFor()
  await guest.stop('a check that used to pass')

  await checks.notices().getByRole('link').click()
  await page.waitForURL(/\/checks\/[0-9a-f-]{36}$/)
  assert.deepEqual(await checks.past(), ['failed', 'passed'])
  assert.deepEqual(await checks.marks(), ['passed', 'failed'], 'the newest at the right')
  assert.equal(await page.getByTestId('past').getByText(words.hand).count(), 2)
  await page.getByText('ErrorAccessDenied').first().waitFor()
  await guest.stop('the history of a check')
  await page.goBack()

  await checks.notices().getByTestId('read-notice').click()
  await checks.unread().waitFor({ state: 'detached' })
  assert.equal(await checks.notices().count(), 0)

  assert.equal(await checks.runTenant(), words.ended)
  await checks.whole('test', 'failed').waitFor()
  await checks.whole('production', 'failed').waitFor()
  await checks.unread().getByText('1', { exact: true }).waitFor()
  await guest.stop('a tenant whose checks fail')
  exchange.mailboxes = [MAILBOX]
  await page.getByTestId('run-tenant').click()
  await checks.whole('test', 'passed').waitFor()
  await checks.whole('production', 'passed').waitFor()
  await page.locator('[data-testid="notice"][data-resolved="true"]').waitFor()
  assert.deepEqual(exchange.faults, [])
  await guest.stop('a tenant whose checks pass again')

  await checks.run(kind, 'passed').getByRole('link').first().click()
  await page.getByTestId('forget').waitFor()
  await checks.forget()
  await checks.run(kind, 'passed').waitFor({ state: 'detached' })
  await guest.stop('a check that is forgotten')
}

test('a check is asked for, breaks, is told about, read and found again, one by one and in the whole tenant', () =>
  withApplication({}, (scene) => wholeWay(scene, WORDS.en)))

test('een controle wordt gevraagd, mislukt, wordt gemeld, gelezen en teruggevonden, één voor één en in de hele tenant', () =>
  withApplication({ locale: 'nl-BE' }, (scene) => wholeWay(scene, WORDS.nl)))
