// What is set in an environment, for those who may not do everything: a viewer reads, an editor edits what is not
// protected, and both are told why.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { ConfigFilesPage } from '../pages/config-files.mjs'
import { ConnectionStringsPage } from '../pages/connection-strings.mjs'
import { ADMINISTRATOR, SignIn, setUp } from '../pages/identity.mjs'
import { createTenant } from '../pages/tenants.mjs'
import { VariablesPage } from '../pages/variables.mjs'

const SECRET = 'correct-horse-battery-9041'
const CONFIG = `<?xml version="1.0"?>\n<configuration><appSettings><add key="Mail Server" value="smtp.example.com" /></appSettings></configuration>\n`

/** Asks the API as whoever is signed in on the page. */
async function call(page, path, body, expected = 201) {
  const [status, text] = await page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      return [answer.status, await answer.text()]
    },
    [path, body],
  )
  assert.equal(status, expected, `${path}: ${text}`)
  return JSON.parse(text)
}

/** Contoso with one of everything, and a member of each of two roles. */
async function contoso({ program, page }) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  const variables = new VariablesPage(page, 'contoso')
  await variables.put([
    { name: 'Mail host', value: 'smtp.contoso.com' },
    { name: 'Mails per run', value: '100', kind: 'integer', protected: true },
    { name: 'Client secret', value: SECRET, kind: 'secret' },
  ])
  const place = '/api/v1/tenants/contoso/environments/production'
  const entry = await call(page, `${place}/connection-strings`, { kind: 'dotnet', target: 'HostServerDB', text: `Data Source=sql.example.com;Password=${SECRET}` })
  const file = await call(page, `${place}/config-files`, { name: 'K2HostServer.exe.config', content_base64: Buffer.from(CONFIG).toString('base64') })
  for (const role of ['viewer', 'editor']) {
    const email = `${role}@contoso.example.com`
    await call(page, '/api/v1/users', { email, name: role, password: ADMINISTRATOR.password, locale: role === 'editor' ? 'nl' : 'en' })
    await call(page, '/api/v1/tenants/contoso/members', { email, role })
  }
  return { entry: entry.id, file: file.id }
}

/** Somebody else in a browser of their own. */
async function as(open, role, options = {}) {
  const visitor = await open(options)
  await (await new SignIn(visitor.page).open()).as({ email: `${role}@contoso.example.com`, password: ADMINISTRATOR.password })
  await visitor.page.waitForURL('**/tenants')
  return visitor
}

test('a viewer reads everything but secrets, is offered nothing that would be refused, and exports without secrets', () =>
  onStage({}, async (stage) => {
    const { entry, file } = await contoso(stage)
    const viewer = await as(stage.open, 'viewer')
    const { page } = viewer
    const nothing = async (...ids) => {
      for (const id of ids) assert.equal(await page.getByTestId(id).count(), 0, `${id} is offered`)
      assert.ok(!(await page.content()).includes('correct-horse'), 'a secret is on the page')
    }

    const variables = new VariablesPage(page, 'contoso')
    await variables.open()
    assert.equal(await variables.text('Mail host'), 'smtp.contoso.com')
    assert.match(await variables.text('Client secret'), /9041$/)
    await nothing('add-variable', 'open-import', 'staged')
    await variables.cell('Mail host').click()
    assert.equal(await page.getByTestId('cell-editor').count(), 0, 'a cell that cannot be saved is edited')
    await viewer.stop('the details that a viewer sees')
    await page.keyboard.press('Escape')
    await page.getByTestId('variables-more').click()
    await page.getByTestId('open-export').click()
    const dialog = page.getByTestId('export')
    await dialog.getByTestId('export-download').waitFor()
    assert.equal(await dialog.getByRole('checkbox').count(), 0, 'secrets are offered')
    await viewer.stop('the export of a viewer')
    const coming = page.waitForEvent('download')
    await dialog.getByTestId('export-download').click()
    const chunks = []
    for await (const chunk of await (await coming).createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    assert.match(text, /smtp\.contoso\.com/)
    assert.ok(!text.includes('correct-horse'), text)

    const strings = new ConnectionStringsPage(page, 'contoso')
    await strings.open()
    await strings.row('HostServerDB').waitFor()
    await nothing('add-entry')
    await strings.openOne(entry)
    await nothing('save-bar', 'reveal')
    assert.equal(await page.getByTestId('properties').locator('input:enabled, select:enabled, textarea:enabled').count(), 0, 'what cannot be saved can be typed')
    await viewer.stop('a connection string that a viewer sees')

    const files = new ConfigFilesPage(page, 'contoso')
    await files.open()
    await files.row('K2HostServer.exe.config').waitFor()
    await nothing('upload')
    await page.goto(`/tenants/contoso/environments/production/config-files/${file}`)
    await files.file('K2HostServer.exe.config')
    await nothing('newer', 'delete-file', 'patched')
    await viewer.stop('a file that a viewer sees')
    await viewer.leave()
  }))

test('an editor edits, and reads in Dutch why a protected value is locked', () =>
  onStage({}, async (stage) => {
    await contoso(stage)
    const editor = await as(stage.open, 'editor', { locale: 'nl-BE' })
    const { page } = editor
    const variables = new VariablesPage(page, 'contoso')
    await variables.open()
    await variables.cell('Mails per run').click()
    const dialog = page.getByTestId('variable')
    const why = dialog.getByTestId('locked')
    await why.waitFor()
    assert.match(await why.innerText(), /ondersteuningsteam/i)
    assert.equal(await page.getByTestId('cell-editor').count(), 0)
    await editor.stop('een vergrendelde waarde')
    await editor.picture('variables-locked-dutch')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await variables.edit('Mail host', 'mail.contoso.com')
    await variables.save()
    await variables.shows('Mail host', 'mail.contoso.com')
    await editor.leave()
  }))
