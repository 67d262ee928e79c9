// Settings come from the files that people have, with a preview of every name, and go out as the files that others need.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { until } from '../harness/until.mjs'
import { Form } from '../pages/form.mjs'
import { ADMINISTRATOR, setUp } from '../pages/identity.mjs'
import { problemOn } from '../pages/problem.mjs'
import { ExportDialog, ImportDialog } from '../pages/settings-files.mjs'
import { createTenant } from '../pages/tenants.mjs'
import { VariablesPage } from '../pages/variables.mjs'

const data = (name) => readFile(new URL(`../../data/settings/${name}`, import.meta.url))

async function scene({ program, page }, operations = []) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  const variables = new VariablesPage(page, 'contoso')
  if (operations.length) await variables.put(operations)
  await variables.open()
  return variables
}

test('a dropped .env file is previewed name by name, and what is chosen is imported as one change', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage, [
      { name: 'WICBOXMethod', value: 'Basic' },
      { name: 'WICBOX_MAILCLIENT_SCOPE', value: 'Mail.ReadWrite' },
    ])
    const dialog = await new ImportDialog(page).open()
    await guest.stop('where a file is given')
    await guest.picture('import')
    await dialog.drop('wicbox.env', await data('wicbox.env'))
    const outcomes = await dialog.outcomes()
    assert.equal(outcomes.WICBOXMethod, 'Changed')
    assert.equal(outcomes.WICBOX_MAILCLIENT_SCOPE, 'Same')
    assert.equal(outcomes.WICBOX_MAILCLIENT_PASSWORD, 'New')
    assert.ok(!(await dialog.root.locator('table').innerText()).includes('ecret #1'), 'the preview shows a secret')
    await guest.stop('the preview of a file')
    await guest.picture('import-preview')
    await dialog.root.getByRole('button', { name: /^Changed/ }).click()
    await until('only what changes is shown', async () => Object.keys(await dialog.outcomes()).length === 1)
    await dialog.root.getByRole('button', { name: /^All/ }).click()
    await dialog.row('WICBOX_MAILCLIENT_TENANTID').getByRole('checkbox').uncheck()
    await dialog.root.locator('[name="note"]').fill('From the ticket')
    assert.match(await dialog.run(), /^5 names .*#2/)
    await variables.shows('WICBOXMethod', 'OAuth2')
    assert.equal(await variables.row('WICBOX_MAILCLIENT_CLIENTID').count(), 1)
    assert.equal(await variables.row('WICBOX_MAILCLIENT_TENANTID').count(), 0, 'what was not chosen')

    await page.getByTestId('variables-more').click()
    await page.getByTestId('open-history').click()
    const change = page.getByTestId('history').locator('[data-change="2"]')
    await change.getByText('Imported').waitFor()
    await change.getByText('From the ticket').waitFor()
    assert.ok(!(await page.content()).includes('ecret #1'), 'the secret is gone with the dialog')
  }))

test('every kind of file is recognised, and what cannot be taken over says why', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    await scene(stage, [{ name: 'Port', value: '25', kind: 'integer' }])
    const dialog = await new ImportDialog(page).open()
    for (const [text, format, name] of [
      ['{"Mail": {"Host": "smtp.contoso.com"}, "Port": "smtp", "Empty": null}', 'JSON', 'Mail:Host'],
      [await data('K2HostServer.exe.config'), '.NET configuration file', 'WorkflowServerPort'],
      [await data('wicbox-parameters.sql'), 'SQL script', 'WICBOXACCOUNTMODE'],
      ['MyDb = Server=a;Database=b', 'Connection strings', 'MyDb'],
      ['Mail host\tsmtp.contoso.com\nMail port\t25', 'List or sheet (CSV)', 'Mail host'],
      ['export MAIL_HOST=smtp.contoso.com', '.env', 'MAIL_HOST'],
    ]) {
      await dialog.paste(String(text))
      await dialog.preview.getByText(`Read as: ${format}.`).waitFor()
      assert.equal((await dialog.outcomes())[name], 'New', format)
      if (format === 'JSON') {
        const refused = await dialog.row('Port').innerText()
        assert.match(refused, /Refused/)
        assert.ok((await dialog.row('Port').locator('.field-error').innerText()).length > 10, refused)
        assert.equal(await dialog.row('Port').getByRole('checkbox').count(), 0)
        await guest.stop('a preview with names that are refused')
        await guest.picture('import-refused')
      }
      await dialog.root.getByTestId('import-back').click()
    }
    // What older tools write: UTF-16 with a mark, and the code page of Western Europe.
    await dialog.drop('parameters.txt', Buffer.from('\ufeffPréfixe=é', 'utf16le'))
    assert.deepEqual(Object.keys(await dialog.outcomes()), ['Préfixe'])
    await dialog.root.getByTestId('import-back').click()
    await dialog.drop('parameters.txt', Buffer.from('Préfixe=é', 'latin1'))
    assert.deepEqual(Object.keys(await dialog.outcomes()), ['Préfixe'])
    await dialog.root.getByTestId('import-back').click()
    await dialog.root.getByTestId('import-file-input').setInputFiles({ name: 'huge.sql', mimeType: 'text/plain', buffer: Buffer.alloc((1 << 20) + 1, 'x') })
    await dialog.root.getByText('more than 1 MB').waitFor()
    await guest.stop('a file that is too large')
  }))

test('a text that makes no sense is answered where it stops making sense', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    await scene(stage)
    const dialog = await new ImportDialog(page).open()
    guest.watch.expect(422, /\/import$/)
    const lines = Array.from({ length: 40 }, (_, at) => `  "Name ${at}": "value ${at}"${at === 29 ? '' : ','}`)
    const broken = `{\n${lines.join('\n')}\n  "End": "x"\n}`
    await dialog.paste(broken)
    const problem = await problemOn(page, dialog.root)
    assert.match(problem.text, /line 32/i)
    const selected = () => dialog.text.evaluate((field) => ({ text: field.value.slice(field.selectionStart, field.selectionEnd), focused: field === document.activeElement, top: field.scrollTop }))
    const place = await selected()
    assert.equal(place.text, '"Name 30": "value 30",')
    assert.ok(place.focused && place.top > 0, 'the place is in sight')
    assert.equal(await dialog.text.getAttribute('aria-invalid'), 'true')
    await guest.stop('a text with a fault')
    await guest.picture('import-fault')
    await dialog.text.fill(broken.replace('"value 29"', '"value 29",'))
    await dialog.root.getByTestId('problem').waitFor({ state: 'detached' })
    await dialog.root.getByTestId('import-look').click()
    assert.equal(Object.keys(await dialog.outcomes()).length, 41)
  }))

test('what somebody else changed since the preview refuses the whole import, and says so', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage, [{ name: 'Host', value: 'old' }])
    const dialog = await new ImportDialog(page).open()
    await dialog.paste('Host = new\nPort = 25')
    assert.deepEqual(await dialog.outcomes(), { Host: 'Changed', Port: 'New' })
    await variables.put([{ name: 'Host', value: 'newer' }])
    guest.watch.expect(409, /\/import$/)
    await dialog.root.getByTestId('import-run').click()
    assert.match(await dialog.root.getByTestId('outdated').innerText(), /Host/)
    assert.equal(await variables.row('Port').count(), 0)
    await guest.stop('an import that came too late')
    await guest.picture('import-conflict')
    await dialog.root.getByTestId('import-again').click()
    await dialog.row('Host').getByText('newer').waitFor()
    assert.match(await dialog.run(), /^2 names/)
    await variables.shows('Host', 'new')
    await variables.shows('Port', '25')
  }))

test('the environment is written out in five formats, with secrets only for who gives the password', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const variables = await scene(stage, [
      { name: 'MAIL_HOST', value: 'smtp.contoso.com', description: 'Where mail goes' },
      { name: 'MAIL_URL', value: 'https://${variable:MAIL_HOST}/x' },
      { name: 'MAIL_PASSWORD', value: 'correct-horse-battery-9041', kind: 'secret' },
    ])
    const dialog = await new ExportDialog(page).open()
    await guest.stop('the formats')
    await guest.picture('export')
    for (const [format, name, part] of [
      [/^\.env/, 'contoso-production.env', 'https://smtp.contoso.com/x'],
      [/^JSON/, 'contoso-production.json', '"https://smtp.contoso.com/x"'],
      [/^\.NET/, 'contoso-production.config', '<appSettings>'],
      [/^SQL/, 'contoso-production.sql', '[Parameters]'],
      [/^Values sheet/, 'contoso-production.csv', 'Where mail goes'],
    ]) {
      await dialog.choose(format)
      const file = await dialog.saved()
      assert.equal(file.name, name)
      assert.ok(file.text.includes(part), file.text)
      assert.ok(!file.text.includes('correct-horse'), `${name} holds a secret`)
      assert.equal(file.text.startsWith('\ufeff'), name.endsWith('.csv'), 'the mark that Excel needs')
    }
    await dialog.choose(/^SQL/)
    await dialog.root.locator('[name="dialect"]').selectOption({ label: 'Oracle' })
    await dialog.root.locator('[name="table"]').fill('K2_SETTINGS')
    assert.match((await dialog.saved()).text, /"K2_SETTINGS"/)
    await guest.stop('a script for a table')
    await guest.picture('export-sql')

    await dialog.choose(/^\.env/)
    await dialog.root.locator('[name="secrets"]').check()
    await dialog.root.getByTestId('secrets-warning').waitFor()
    await guest.stop('secrets in clear')
    guest.watch.expect(403, /\/rendered$/)
    await dialog.download()
    const password = new Form(page, 'reauthentication-form')
    await password.fill({ password: ADMINISTRATOR.password })
    const file = await dialog.saved(() => password.submit())
    assert.ok(file.text.includes('correct-horse-battery-9041'))
    assert.ok(!(await page.content()).includes('correct-horse'), 'the file is not kept on the page')

    guest.watch.expect(422, /\/rendered$/)
    await variables.put([{ name: 'LOST', value: '${variable:Nowhere}' }])
    await dialog.download()
    const problem = await problemOn(page, dialog.root)
    assert.match(problem.text, /LOST/)
    await guest.stop('a reference that leads nowhere')
  }))

test('import and export in Dutch and on a phone', () =>
  onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async (stage) => {
    const { page, guest } = stage
    await scene(stage, [{ name: 'Host', value: 'smtp.contoso.com' }])
    const dialog = await new ImportDialog(page).open()
    await guest.stop('import in Dutch')
    await guest.picture('import-narrow')
    await dialog.paste('Host = mail.contoso.com\nPort = 25\na/b = x')
    assert.equal((await dialog.outcomes()).Host, 'Gewijzigd')
    await guest.stop('the preview in Dutch')
    await guest.picture('import-preview-narrow')
    await dialog.run()
    const out = await new ExportDialog(page).open()
    await guest.stop('export in Dutch')
    await guest.picture('export-narrow')
    assert.match((await out.saved()).text, /mail\.contoso\.com/)
    const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(room <= 0, `${room} px wider than the window`)
  }))
