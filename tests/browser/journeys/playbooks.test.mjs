// A playbook of one's own: uploaded with what is wrong shown at its line, mended, listed, run, renewed, and kept from being
// deleted while a migration runs it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { MigrationsPage } from '../pages/migrations.mjs'
import { PlaybooksPage } from '../pages/playbooks.mjs'
import { createTenant } from '../pages/tenants.mjs'

const DOCUMENT = readFileSync(new URL('../../../docs/playbooks.md', import.meta.url), 'utf8')

/** A file of the documentation's example. */
function example(name) {
  const [, after] = DOCUMENT.split(`\`${name}\`:\n\n\`\`\`toml\n`)
  return after.split('```')[0]
}

const FILES = Object.fromEntries(['playbook.toml', 'en.toml', 'nl.toml'].map((name) => [name, example(name)]))

/** The line, from 1, on which a text stands. */
const lineOf = (text, wanted) => text.split('\n').findIndex((line) => line.includes(wanted)) + 1

async function wholeWay({ program, page, guest }, words) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  const playbooks = new PlaybooksPage(page)
  await page.locator('.rail a[href="/playbooks"]').click()
  await playbooks.row('k2-five-oauth').waitFor()
  await guest.stop(`the playbooks ${words.tag}`)
  await page.getByTestId('upload-playbook').click()
  await playbooks.form.waitFor()
  await guest.stop(`a playbook is uploaded ${words.tag}`)

  const broken = FILES['playbook.toml'].replace('after = ["token"]', 'after = ["tokens"]')
  const short = FILES['nl.toml'].replace('label = "Postvak"', 'lable = "Postvak"')
  await playbooks.choose({ 'playbook.toml': broken, 'en.toml': FILES['en.toml'], 'desk-mail.nl.toml': short, 'readme.md': '# Desk' })
  await page.getByTestId('strange').getByText('readme.md').waitFor()
  await playbooks.upload()
  await page.getByTestId('faults').waitFor()
  const line = lineOf(broken, '["tokens"]')
  const fault = playbooks.fault('playbook.toml', line)
  assert.match(await fault.innerText(), new RegExp(`playbook\\.toml:${line}.*${words.noStep}[^]*after = \\["tokens"\\]`))
  await playbooks.fault('nl.toml', lineOf(short, 'lable')).waitFor()
  await guest.stop(`what is wrong in a playbook ${words.tag}`)
  await fault.getByTestId('go-to-line').click()
  assert.equal(await playbooks.selected('playbook.toml'), 'after = ["tokens"]')

  await playbooks.text('playbook.toml').fill(FILES['playbook.toml'])
  await playbooks.text('nl.toml').fill(FILES['nl.toml'])
  await page.getByTestId('look-now').click()
  await page.getByTestId('fine').getByText(words.name).waitFor()
  assert.equal(await page.getByTestId('faults').count(), 0)
  await guest.stop(`nothing is wrong in a playbook ${words.tag}`)
  await playbooks.upload()
  await page.waitForURL('**/playbooks/of/desk-mail')
  await page.getByRole('heading', { level: 1, name: words.name }).waitFor()
  await guest.stop(`a playbook of one's own ${words.tag}`)
  for (const [name, text] of Object.entries(FILES)) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`save-${name}`).click()])
    assert.deepEqual([download.suggestedFilename(), await readFile(await download.path(), 'utf8')], [name, text])
  }

  const migrations = new MigrationsPage(page, 'contoso')
  await migrations.open()
  await migrations.begin('desk-mail', { model: 'application' }, guest)
  await page.goto('/playbooks')
  assert.match(await playbooks.row('desk-mail').innerText(), /\b1\s*$/)
  await playbooks.open('desk-mail')
  guest.watch.expect(409, /playbooks\/desk-mail$/)
  await page.getByTestId('delete-playbook').click()
  await page.getByTestId('confirm-action').click()
  await page.getByTestId('confirm').getByText(words.inUse).waitFor()
  await guest.stop(`a playbook in use is not deleted ${words.tag}`)
  await page.keyboard.press('Escape')

  await page.getByTestId('from-playbook').click()
  await playbooks.form.waitFor()
  assert.equal(await playbooks.text('playbook.toml').inputValue(), FILES['playbook.toml'])
  await playbooks.upload()
  await playbooks.fault('playbook.toml', lineOf(FILES['playbook.toml'], 'version = 3')).waitFor()
  await playbooks.text('playbook.toml').fill(FILES['playbook.toml'].replace('version = 3', 'version = 4'))
  await playbooks.upload()
  await page.getByText(words.kept).waitFor()
}

test('a playbook is uploaded with a fault shown at its line, mended, run, renewed and kept while it runs', () =>
  onStage({}, (scene) => wholeWay(scene, { tag: 'en', name: 'Desk: mail with OAuth', noStep: 'no step', inUse: 'Playbook is in use', kept: '2 versions kept' })))

test('een draaiboek wordt geüpload, hersteld, gevolgd en vernieuwd', () =>
  onStage({ locale: 'nl-BE' }, (scene) => wholeWay(scene, { tag: 'nl', name: 'Desk: mail met OAuth', noStep: 'geen stap', inUse: 'in gebruik', kept: '2 versies bewaard' })))
