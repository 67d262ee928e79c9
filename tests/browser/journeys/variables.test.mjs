// Variables: beside each other by environment, edited in place, staged, looked at, saved as one change; found, compared,
// restored; and two administrators who edit the same one.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { until } from '../harness/until.mjs'
import { Form } from '../pages/form.mjs'
import { ADMINISTRATOR, SignIn, setUp } from '../pages/identity.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'
import { VariablesPage } from '../pages/variables.mjs'

const SAMPLE = [
  { name: 'From Address', value: 'k2@contoso.com', kind: 'email', description: 'Sender of every mail' },
  { name: 'Mail host', value: 'smtp.contoso.com' },
  { name: 'Mail URL', value: 'https://${variable:Mail host}/x' },
  { name: 'Mails per run', value: '100', kind: 'integer', options: { minimum: 1, maximum: 1000 } },
  { name: 'Use TLS', value: 'true', kind: 'boolean' },
  { name: 'Client secret', value: 'correct-horse-battery-9041', kind: 'secret' },
]

async function scene({ program, page }) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  await addEnvironment(page, { name: 'Test', slug: 'test' })
  return new VariablesPage(page, 'contoso')
}

test('values are edited in place, staged, looked at and saved as one change', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage)
    await page.locator('.rail a[href="/tenants/contoso/variables"]').click()
    await page.waitForURL('**/environments/production/variables')
    await guest.stop('no variables yet')
    await variables.put(SAMPLE)
    await variables.open()
    assert.equal(await variables.text('Mail host'), 'smtp.contoso.com')
    assert.ok(!(await page.content()).includes('correct-horse'), 'a secret is on the page')
    await guest.stop('variables')
    await guest.picture('variables')

    await variables.edit('Mail host', 'mail.contoso.com')
    await variables.edit('Use TLS', 'false')
    await variables.edit('Mail host', 'test.contoso.com', 1)
    await page.getByTestId('staged').getByText('3 changes staged').waitFor()
    assert.match(await variables.text('Use TLS'), /^false\s+edited, not saved yet$/)
    const dialog = await variables.review()
    assert.match(await dialog.innerText(), /smtp\.contoso\.com\s+mail\.contoso\.com/)
    await guest.stop('before it is saved')
    await guest.picture('variables-review')
    await dialog.locator('[name="note"]').fill('New host')
    await variables.confirm(dialog)
    await variables.shows('Mail host', 'mail.contoso.com')
    await variables.shows('Mail host', 'test.contoso.com', 1)

    await page.getByTestId('variables-more').click()
    await page.getByTestId('open-history').click()
    const history = page.getByTestId('history')
    await history.getByText('New host').waitFor()
    assert.equal(await history.locator('[data-change]').count(), 2, 'one save is one change')
    await guest.stop('history')
    await guest.picture('variables-history')
    await history.locator('[data-change="1"]').getByTestId('compare-change').click()
    const compare = page.getByTestId('compare')
    await compare.locator('[data-name="Mail host"]').getByRole('checkbox').check()
    await guest.stop('compared with an earlier change')
    await guest.picture('variables-compare')
    await compare.getByTestId('apply-difference').click()
    await compare.locator('[data-name="Mail host"]').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await variables.shows('Mail host', 'smtp.contoso.com')
  }))

test('what is typed is judged at once, and a reference is offered after its brace', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage)
    await variables.put(SAMPLE)
    await variables.open({ query: '?q=mail' })
    assert.equal(await page.getByRole('searchbox').inputValue(), 'mail')
    assert.equal(await variables.row('Use TLS').count(), 0)
    await variables.cell('Mails per run').click()
    const input = page.getByTestId('cell-editor').locator('input')
    await input.fill('1001')
    await page.getByTestId('cell-editor').locator('.cell-fault').filter({ hasText: /./ }).waitFor()
    await guest.stop('a value outside its range')
    await input.press('Escape')
    assert.equal(await page.getByTestId('staged').count(), 0)
    await variables.cell('Mail URL').click()
    await input.fill('')
    await input.pressSequentially('https://${mail h')
    await page.getByTestId('references').getByRole('option').filter({ hasText: '${variable:Mail host}' }).first().waitFor()
    await guest.stop('references')
    await guest.picture('variables-references')
    await input.press('Enter')
    assert.equal(await input.inputValue(), 'https://${variable:Mail host}')
    await input.press('Enter')
    await variables.save()
    await variables.shows('Mail URL', 'https://${variable:Mail host}')
    const dialog = await variables.details('Mail URL')
    await dialog.getByText('https://smtp.contoso.com', { exact: true }).waitFor()
    await dialog.getByTestId('versions').locator('summary').click()
    await dialog.locator('[data-version="1"]').getByTestId('restore-version').waitFor()
    await guest.stop('a variable with its history')
    await guest.picture('variables-details')
    await dialog.locator('[data-version="1"]').getByTestId('restore-version').click()
    await dialog.waitFor({ state: 'hidden' })
    await variables.shows('Mail URL', 'https://${variable:Mail host}/x')
  }))

test('two administrators edit the same value: the second sees it, chooses, and loses nothing', () =>
  onStage({}, async (stage) => {
    const { page, guest, open } = stage
    const variables = await scene(stage)
    await variables.put(SAMPLE)
    await variables.open()
    await variables.edit('Mail host', 'mine.contoso.com')
    await variables.edit('From Address', 'mine@contoso.com')

    const other = await open({})
    await (await new SignIn(other.page).open()).as(ADMINISTRATOR)
    await other.page.waitForURL('**/tenants')
    const theirs = new VariablesPage(other.page, 'contoso')
    await theirs.open()
    await theirs.edit('Mail host', 'theirs.contoso.com')
    await theirs.save()
    await theirs.shows('Mail host', 'theirs.contoso.com')
    other.watch.verify()

    guest.watch.expect(409, /variables\/changes$/)
    const dialog = await variables.review()
    const conflict = dialog.getByTestId('theirs')
    await conflict.waitFor()
    const words = await conflict.innerText()
    assert.match(words, /theirs\.contoso\.com/)
    assert.match(words, /mine\.contoso\.com/)
    assert.match(words, /Ada Administrator/)
    await guest.stop('somebody else saved meanwhile')
    await guest.picture('variables-conflict')
    await conflict.getByTestId('keep-mine').click()
    await dialog.locator('[data-name="Mail host"]').getByText('theirs.contoso.com').waitFor()
    await variables.confirm(dialog)
    await variables.shows('Mail host', 'mine.contoso.com')
    await variables.shows('From Address', 'mine@contoso.com')
    await other.leave()
  }))

test('variables are added, renamed and deleted, and secrets shown only to who gives the password', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage)
    await variables.put(SAMPLE)
    await variables.open()
    await page.getByTestId('add-variable').click()
    const form = page.getByTestId('variable-form')
    await form.locator('[name="name"]').fill('WICBOXACCOUNTMODE')
    await form.locator('[name="kind"]').selectOption('enum')
    await form.locator('[name="choices"]').fill('SINGLE\nMULTIPLE\nMIX')
    await form.locator('[name="value"]').fill('SINGEL')
    await form.locator('.field-error').filter({ hasText: /./ }).first().waitFor()
    await guest.stop('a new variable')
    await guest.picture('variables-new')
    await form.locator('[name="value"]').fill('SINGLE')
    await form.getByTestId('stage').click()
    let dialog = await variables.details('Mail host')
    await dialog.getByText('Rename or delete').click()
    await dialog.locator('[name="to"]').fill('SMTP host')
    await dialog.getByTestId('stage-rename').click()
    dialog = await variables.details('Use TLS')
    await dialog.getByText('Rename or delete').click()
    await dialog.getByTestId('stage-delete').click()
    const review = await variables.review()
    await review.locator('[data-name="Mail URL"]').getByText('${variable:SMTP host}', { exact: false }).first().waitFor()
    await guest.stop('a rename and what follows it')
    await variables.confirm(review)
    await variables.shows('SMTP host', 'smtp.contoso.com')
    assert.equal(await variables.row('Use TLS').count(), 0)
    assert.equal(await variables.text('WICBOXACCOUNTMODE'), 'SINGLE')

    dialog = await variables.details('Client secret')
    guest.watch.expect(403, /reveal$/)
    await dialog.getByTestId('reveal').click()
    const password = new Form(page, 'reauthentication-form')
    await password.fill({ password: ADMINISTRATOR.password })
    await password.submit()
    await dialog.getByText('correct-horse-battery-9041').waitFor()
    await page.keyboard.press('Escape')
    await until('the secret is gone with the dialog', async () => !(await page.content()).includes('correct-horse'))
  }))

test('in Dutch and on a phone', () =>
  onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage)
    await variables.put(SAMPLE)
    await variables.open()
    await page.getByRole('heading', { level: 1, name: 'Variabelen' }).waitFor()
    await variables.edit('Mail host', 'mail.contoso.com')
    await guest.stop('variables in Dutch')
    await guest.picture('variables-dutch-narrow')
    const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(room <= 0, `${room} px wider than the window`)
    const dialog = await variables.review()
    await guest.stop('the review in Dutch')
    await guest.picture('variables-review-narrow')
    await variables.confirm(dialog)
  }))
