// Does this concern me? Answered question by question, and with a list of service instances: what stops, when, what goes
// on, and which playbook mends it; and that playbook is begun from there.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { AssessmentPage } from '../pages/assessment.mjs'
import { setUp } from '../pages/identity.mjs'
import { createTenant } from '../pages/tenants.mjs'

const INSTANCES = [
  'Name;Service type;Authentication mode;Server',
  'Exchange Online;Exchange Online;Static;outlook.office365.com',
  'Exchange in the office;Exchange Online;Static;mail.contoso.com',
  'Exchange with OAuth;Exchange Online;OAuth;outlook.office365.com',
  'Broken;Exchange Online',
].join('\n')

async function wholeWay({ program, page, guest }, words) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  await page.locator('.rail a[href="/tenants/contoso/migrations"]').click()
  await page.getByTestId('assess').click()
  const assessment = new AssessmentPage(page)
  await assessment.verdict(words.open)
  await guest.stop(`an assessment begins ${words.tag}`)

  await assessment.answer('product', 'k2')
  await assessment.answer('k2_version', 'five_5_1')
  await assessment.answer('k2_exchange', 'on_premises')
  await assessment.answer('k2_broker', 'static_on_premises')
  await assessment.verdict(words.no)
  await guest.stop(`nothing stops ${words.tag}`)
  await assessment.answer('k2_exchange', 'both')
  await assessment.answer('k2_sign_in', 'basic')
  await assessment.answer('k2_components', 'smartactions', 'notifications')
  await assessment.verdict(words.yes)
  await assessment.says(true, words.smartactions)
  await assessment.says(false, words.onPremises)
  await guest.stop(`what stops and what mends it ${words.tag}`)

  await assessment.paste(INSTANCES)
  await page.getByText(words.read).waitFor()
  await assessment.says(true, 'Exchange Online:')
  await assessment.says(false, 'Exchange in the office:')
  await assessment.says(false, 'Exchange with OAuth:')
  await page.locator('.unread').getByText(words.line).waitFor()
  await guest.stop(`service instances were pasted ${words.tag}`)
  await guest.picture(`assessment-${words.tag}`, { fullPage: true })

  const [first] = await assessment.mends()
  assert.equal(first, 'playbook-k2-five-oauth')
  const end = page.getByTestId(first).locator('[data-id="ews-exchange-online"]')
  assert.match(await end.innerText(), words.ends)
  await page.getByTestId(first).click()
  await page.getByTestId('begin-form').waitFor()
  assert.ok((await page.getByTestId('ends').innerText()).includes(words.basic))
  await page.getByTestId('begin').click()
  await page.waitForURL(/\/migrations\/[0-9a-f-]{36}/)
  await page.getByTestId('step-sheet').waitFor()
  assert.match(await page.getByTestId('ends').innerText(), words.ends)
}

const EN = {
  tag: 'en',
  open: 'Not known yet',
  no: 'Nothing stops working',
  yes: 'This concerns you',
  smartactions: 'SmartActions',
  onPremises: 'Exchange on your own servers goes on as it is',
  read: '3 service instances were read.',
  line: 'Line 5:',
  ends: /Exchange Web Services ends in Exchange Online\s+(since )?(1 April|April 1,) 2027/,
  basic: 'Basic authentication ended in Exchange Online',
}

const NL = {
  tag: 'nl',
  open: 'Nog niet bekend',
  no: 'Er stopt niets',
  yes: 'Dit gaat u aan',
  smartactions: 'SmartActions',
  onPremises: 'Exchange op eigen servers',
  read: '3 service-instanties gelezen.',
  line: 'Regel 5:',
  ends: /Exchange Web Services stopt in Exchange Online\s+(sinds )?1 april 2027/,
  basic: 'Basisverificatie is gestopt in Exchange Online',
}

test('answers and a list of service instances tell what stops, when, and what mends it, and that is begun', () => onStage({}, (scene) => wholeWay(scene, EN)))

test('antwoorden en een lijst van service-instanties zeggen wat stilvalt, wanneer, en wat het verhelpt', () =>
  onStage({ locale: 'nl-BE' }, (scene) => wholeWay(scene, NL)))
