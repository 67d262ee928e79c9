// A script of a step is read in each of its languages; its output, pasted back, fills the values, and an output that
// belongs elsewhere is recognised before anything is filled in.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { CLIENT, DIRECTORY } from '../harness/entra.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { createTenant } from '../pages/tenants.mjs'

const REGISTRATION = '77777777-2222-4333-8444-555555555555'
const PRINTED = `Registered K2 (${CLIENT.id}).\r\n${JSON.stringify({
  consentry: 'registration',
  directory_id: DIRECTORY,
  application_id: CLIENT.id,
  application_object_id: REGISTRATION,
})}\r\nPS> `
/** The directory's id where the application's belongs, and the id of a secret instead of its value. */
const MIXED = JSON.stringify({ appId: DIRECTORY, password: CLIENT.id })

async function wholeWay({ program, page, guest }, words) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  const migrations = new MigrationsPage(page, 'contoso')
  const migration = await migrations.made('k2-five-oauth', { k2_version: '5.7', k2_host: 'k2.contoso.com', mailbox: 'k2@contoso.com' })
  await migration.go('register-app')
  for (const language of ['PowerShell', 'Azure CLI', 'JSON']) {
    assert.ok((await migration.script(language)).includes('https://k2.contoso.com/identity/token/oauth/2'), language)
  }
  await migration.script('PowerShell')
  await guest.stop(`a script of a step ${words.tag}`)
  const [download] = await Promise.all([page.waitForEvent('download'), migration.sheet.getByTestId('save-script').click()])
  assert.equal(download.suggestedFilename(), 'registration.ps1')
  assert.ok((await readFile(await download.path(), 'utf8')).startsWith('\u{feff}'), 'Windows PowerShell reads it as UTF-8')
  await migration.script('PowerShell', false)

  await migration.paste(PRINTED)
  assert.equal(await migration.pasted('client_id'), CLIENT.id)
  assert.equal(await migration.pasted('directory_id'), DIRECTORY)
  assert.match(await migration.pasted('application_object_id'), words.notNeeded)
  await guest.stop(`what an output holds ${words.tag}`)
  await migration.sheet.getByTestId('take-pasted').click()
  await migration.sheet.getByText(words.taken).waitFor()
  assert.equal(await migration.input('client_id').inputValue(), CLIENT.id)
  await guest.stop(`an output has filled the values ${words.tag}`)

  await migration.paste(MIXED)
  const found = migration.sheet.getByTestId('pasted')
  await found.getByText(words.directory).waitFor()
  assert.equal(await migration.sheet.getByTestId('take-pasted').count(), 0)
  await guest.stop(`an output that belongs elsewhere ${words.tag}`)
  await migration.paste('Access denied')
  await migration.sheet.getByText(words.nothing).waitFor()
  await guest.stop(`an output that holds nothing ${words.tag}`)
  assert.equal(await migration.input('client_id').inputValue(), CLIENT.id)

  const report = await migration.report()
  await report.getByText('k2.contoso.com').first().waitFor()
  await report.getByText(words.ends).first().waitFor()
}

test('the output of a script fills the values, and one that belongs elsewhere is recognised', () =>
  onStage({}, (scene) =>
    wholeWay(scene, {
      tag: 'en',
      notNeeded: /Object ID of the registration[^]*not needed here/,
      taken: '2 values were filled in.',
      directory: 'This is the directory (tenant) ID.',
      nothing: 'Nothing in it is needed here.',
      ends: 'Exchange Web Services ends in Exchange Online',
    })))

test('de uitvoer van een script vult de waarden in, en een verkeerde wordt herkend', () =>
  onStage({ locale: 'nl-BE' }, (scene) =>
    wholeWay(scene, {
      tag: 'nl',
      notNeeded: /Object-id van de registratie[^]*hier niet nodig/,
      taken: 'Er zijn 2 waarden ingevuld.',
      directory: 'Dit is de map-id',
      nothing: 'Niets ervan is hier nodig.',
      ends: 'Exchange Web Services stopt in Exchange Online',
    })))
