// Configuration files: uploaded, judged, patched byte for byte, kept in versions; values that live in several places;
// and WICBOX's parameters, judged while one types.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { ConfigFilesPage } from '../pages/config-files.mjs'
import { setUp } from '../pages/identity.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'
import { VariablesPage } from '../pages/variables.mjs'

const NAME = 'K2HostServer.exe.config'
/** As K2 installs it, shortened: a byte order mark, Windows line ends, comments, odd spaces. */
const HOST_SERVER = `\uFEFF${[
  '<?xml version="1.0" encoding="utf-8"?>',
  '<!-- K2 < host > server, Contoso -->',
  '<configuration>',
  '  <connectionStrings>',
  "    <add name='HostServerDB' connectionString=\"Data Source=sql.example.com;Initial Catalog=K2;Password=s3cr3t-pw\" />",
  '  </connectionStrings>',
  '  <messageBus>',
  "    <system  self='CONTOSO\\K2Service'   enableListeners=\"[SMARTACTIONSENABLED]\" allowAmbiguity=\"true\" />",
  '    <smartActions/>',
  '  </messageBus>',
  '  <sourceCode.smartactions.directoryCatalog><add path="SmartActions\\EWS" /></sourceCode.smartactions.directoryCatalog>',
  '  <appSettings>',
  '    <add key="Mail Server" value="old.example.com"/>',
  '    <add key="sendmailfrom"   value="old@example.com"/>',
  '    <add key="ApiPassword" value="hunter-two"/>',
  '  </appSettings>',
  '</configuration>',
  '',
].join('\r\n')}`
const ENCRYPTED = `<configuration>
  <connectionStrings configProtectionProvider="K2ConfigurationKey">
    <EncryptedData><CipherData><CipherValue>AQAAANCMnd8=</CipherValue></CipherData></EncryptedData>
  </connectionStrings>
</configuration>
`

async function scene({ program, page }) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  return new ConfigFilesPage(page, 'contoso')
}

async function noWider(page) {
  const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(room <= 0, `${room} px wider than the window`)
}

test('a file is uploaded, judged, patched byte for byte, and every version stays', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const files = await scene(stage)
    await addEnvironment(page, { name: 'Test', slug: 'test' })
    await page.locator('.rail a[href="/tenants/contoso/config-files"]').click()
    await page.waitForURL('**/environments/production/config-files')
    await guest.stop('no configuration files yet')
    await guest.picture('config-files-empty')

    await files.choose({ name: NAME, bytes: HOST_SERVER })
    await files.file(NAME)
    const wrong = files.finding('enable_listeners_not_boolean')
    assert.match(await wrong.innerText(), /\[SMARTACTIONSENABLED\][^]*line 8/)
    assert.match(await files.finding('system_self_form').innerText(), /CONTOSO\\K2Service/)
    const content = await page.content()
    assert.ok(!content.includes('s3cr3t-pw') && !content.includes('hunter-two'), 'a secret is on the page')
    await page.getByTestId('settings').locator('[data-name="ApiPassword"]').getByText('not shown').waitFor()
    await page.getByTestId('about').getByText('UTF-8, with BOM, Windows line ends').waitFor()
    await guest.stop('a file and what is wrong in it')
    await guest.picture('config-file')

    await new VariablesPage(page, 'contoso').put([
      { name: 'Mail Server', value: 'mail.example.com' },
      { name: 'From Address', value: 'k2@example.com', kind: 'email' },
      { name: 'K2 Version', value: '5.6' },
    ])
    const text = 'Data Source=sql2.example.com;Initial Catalog=K2;Password=correct-horse-9041'
    await files.api('POST', 'connection-strings', { kind: 'dotnet', target: 'HostServerDB', text })
    await page.reload()
    await files.file(NAME)
    await files.finding('send_mail_from_differs').waitFor()
    const dialog = await files.preview()
    await dialog.getByText('3 places change.').waitFor()
    const row = dialog.locator('[data-name="Mail Server"]')
    assert.match(await row.innerText(), /line 13[^]*old\.example\.com[^]*mail\.example\.com/)
    assert.ok(!(await dialog.innerText()).includes('correct-horse'), 'a secret is in the preview')
    await guest.stop('what a patched copy changes')
    await guest.picture('config-file-patched')
    guest.watch.expect(403, /patched$/)
    const copy = await files.download('download-patched')
    const expected = HOST_SERVER.replace('Data Source=sql.example.com;Initial Catalog=K2;Password=s3cr3t-pw', text)
      .replace('value="old.example.com"', 'value="mail.example.com"')
      .replace('value="old@example.com"', 'value="k2@example.com"')
    assert.equal(copy.name, NAME)
    assert.ok(copy.bytes.equals(Buffer.from(expected)), 'only what changed is another byte')

    await dialog.getByTestId('keep-patched').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('.page-title').getByText('Version 2').waitFor()
    await page.getByTestId('versions').locator('[data-version="2"]').getByText('Patched here').waitFor()
    assert.equal(await files.finding('send_mail_from_differs').count(), 0)
    await page.getByTestId('versions').locator('[data-version="1"]').getByTestId('restore-version').click()
    await page.getByTestId('versions').locator('[data-version="3"]').getByText('Restored').waitFor()
    const original = await files.download('download')
    assert.ok(original.bytes.equals(Buffer.from(HOST_SERVER)), 'the first version came back byte for byte')
    await guest.stop('versions')
    await guest.picture('config-file-versions')

    await page.getByTestId('delete-file').click()
    await page.getByTestId('confirm').getByTestId('confirm-action').click()
    await page.waitForURL('**/config-files')
    await page.getByText('No configuration files yet').waitFor()
  }))

test('files are dropped; one that is there already, one that is broken, one that is encrypted, one too large', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const files = await scene(stage)
    await files.open()
    await files.drop({ name: NAME, bytes: HOST_SERVER })
    await files.file(NAME)
    await files.open()
    guest.watch.expect(422, /config-files$/)
    await files.drop({ name: 'Broken.config', bytes: '<configuration>\n  <appSettings>\n    <add key="a" value="b>\n</configuration>' })
    const broken = page.locator('[data-upload="Broken.config"]')
    await broken.getByTestId('problem').waitFor()
    assert.match(await broken.innerText(), /line \d+[^]*column \d+/i)
    await guest.stop('a broken file')
    await guest.picture('config-files-broken')

    await files.choose({ name: 'Huge.config', bytes: Buffer.alloc((1 << 20) + 1, 32) })
    await page.locator('[data-upload="Huge.config"]').getByText('larger than 1024 kB').waitFor()

    const newer = HOST_SERVER.replace('[SMARTACTIONSENABLED]', 'true')
    await files.choose({ name: NAME.toLowerCase(), bytes: newer })
    await page.getByTestId('uploads').getByText('in version 1').waitFor()
    await guest.stop('a file of that name is there')
    await page.getByTestId('upload-newer').click()
    await files.file(NAME)
    await page.locator('.page-title').getByText('Version 2').waitFor()
    assert.equal(await files.finding('enable_listeners_not_boolean').count(), 0)

    await files.open()
    await files.choose({ name: 'Service.exe.config', bytes: ENCRYPTED }, { name: 'Utf16.config', bytes: Buffer.from('\uFEFF<configuration/>\n', 'utf16le') })
    await files.row('Service.exe.config').getByText('1 encrypted section').waitFor()
    await files.row('Utf16.config').getByText('UTF-16 LE, with BOM').waitFor()
    await guest.stop('a list of files')
    await guest.picture('config-files')
    await files.row('Service.exe.config').getByRole('link').click()
    await files.file('Service.exe.config')
    assert.match(await page.getByTestId('encrypted').innerText(), /K2ConfigurationKey/)
    await guest.stop('an encrypted section')
    await guest.picture('config-file-encrypted')
    await page.getByTestId('newer-input').setInputFiles({ name: 'x.config', mimeType: 'text/xml', buffer: Buffer.from('<configuration><appSettings><add key="a" value="b"/></appSettings></configuration>') })
    await page.getByTestId('settings').locator('[data-name="a"]').waitFor()
    assert.equal(await page.getByTestId('encrypted').count(), 0)
  }))

test('a From Address that drifted is set in every variable at once, and what is left to do is said', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const files = await scene(stage)
    await files.open({ query: '?tab=linked' })
    const offer = page.locator('.offer[data-linked="from-address"]')
    await offer.waitFor()
    await guest.stop('nothing of the linked values is here')
    await new VariablesPage(page, 'contoso').put([
      { name: 'From Address', value: 'k2@example.com', kind: 'email' },
      { name: 'String Table:From Address', value: 'other@example.com', kind: 'email' },
      { name: 'K2 Version', value: '5.6' },
    ])
    await files.open()
    await files.choose({ name: NAME, bytes: HOST_SERVER })
    await files.file(NAME)
    await files.open({ query: '?tab=linked' })
    const card = page.locator('[data-linked="from-address"]')
    await card.getByTestId('drift').waitFor()
    assert.match(await files.place('String Table:From Address').innerText(), /other@example\.com\s+Differs/)
    assert.match(await files.place('file').first().innerText(), /line 14/)
    await guest.stop('places that differ')
    await guest.picture('linked-drift')
    await card.locator('[name="value"]').fill('nobody')
    await card.locator('.field-error').filter({ hasText: /./ }).waitFor()
    await card.locator('[name="value"]').fill('k2@contoso.com')
    await card.getByTestId('set-linked').click()
    const todo = card.getByTestId('todo')
    await todo.waitFor()
    assert.match(await todo.innerText(), /Environment Library[^]*String Table[^]*patched file/)
    assert.match(await files.place('String Table:From Address').innerText(), /k2@contoso\.com\s+As it should be/)
    await guest.stop('set, and what is left to do')
    await guest.picture('linked-set')
    await files.place('file').first().getByRole('link').click()
    await files.file(NAME)
    const dialog = await files.preview()
    await dialog.locator('[data-kind="linked_setting"]').getByText('k2@contoso.com').waitFor()
    await dialog.getByTestId('keep-patched').click()
    await dialog.waitFor({ state: 'hidden' })
    await files.open({ query: '?tab=linked' })
    await card.getByText('All the same').waitFor()
    assert.equal(await card.getByTestId('drift').count(), 0)
  }))

test("WICBOX's parameters are judged while one types and saved as one change", () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const files = await scene(stage)
    await files.open({ query: '?tab=sets' })
    await guest.stop('nothing of WICBOX is here')
    await guest.picture('wicbox-offer')
    await page.getByTestId('set-up-set').click()
    await page.getByTestId('parameter-set').waitFor()
    await files.choice('permission_model', 'delegated')
    await files.choice('account_mode', 'SINGLE')
    await files.parameter('WICBOX_MAILCLIENT_PASSWORD').getByText('Must be filled').waitFor()
    await files.parameter('WICBOX_MAILCLIENT_CLIENTSECRET').getByText('Leave empty').waitFor()
    await files.fill('WICBOXMethod', 'SINGLE')
    await files.parameter('WICBOXMethod').locator('[data-rule="method_not_oauth2"]').waitFor()
    await files.fill('WICBOXMethod', 'OAuth2')
    await files.parameter('WICBOXMethod').locator('[data-rule]').waitFor({ state: 'detached' })
    await guest.stop('WICBOX while it is filled in')
    await guest.picture('wicbox-form')

    await files.choice('permission_model', 'application')
    await files.parameter('WICBOX_MAILCLIENT_CLIENTSECRET').getByText('Must be filled').waitFor()
    await files.parameter('WICBOX_MAILCLIENT_PASSWORD').getByText('Leave empty').waitFor()
    assert.match(await files.parameter('WICBOX_MAILCLIENT_CLIENTID').innerText(), /KPD's table/, 'the error in the table is explained')
    await files.parameter('WICBOX_MAILCLIENT_SCOPE').getByTestId('use-default').click()
    await files.fill('WICBOX_MAILCLIENT_CLIENTID', '11111111-2222-4333-8444-555555555555')
    await files.fill('WICBOX_MAILCLIENT_TENANTID', '66666666-2222-4333-8444-555555555555')
    await files.fill('WICBOX_MAILCLIENT_CLIENTSECRET', '99999999-2222-4333-8444-555555555555')
    await files.parameter('WICBOX_MAILCLIENT_CLIENTSECRET').locator('[data-rule="application_secret_is_id"]').waitFor()
    await files.fill('WICBOX_MAILCLIENT_CLIENTSECRET', 'correct-horse-battery-9041')
    await files.fill('WICBOX_MAILCLIENT_USERNAME', 'wic@example.com')
    await files.fill('WICBOXUsername', 'other@example.com')
    await files.parameter('WICBOX_MAILCLIENT_USERNAME').locator('[data-rule="username_differs"]').waitFor()
    await files.fill('WICBOXUsername', 'wic@example.com')
    await files.fill('WICBOX_MAILS_PER_RUN', '1001')
    await files.parameter('WICBOX_MAILS_PER_RUN').locator('.field-error').filter({ hasText: /./ }).waitFor()
    await files.fill('WICBOX_MAILS_PER_RUN', '250')
    await page.getByTestId('standing').getByText('Complete').waitFor()

    await files.choice('account_mode', 'MIX')
    await page.getByTestId('members').locator('[name="member"]').fill('Antwerp')
    await page.getByTestId('add-member').click()
    await files.fill('WICBOX_PROJECT_MAILBOX:Antwerp', 'antwerp@example.com')
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await guest.stop('WICBOX with a project')
    await guest.picture('wicbox-projects')
    await page.getByTestId('save-set').click()
    await page.getByTestId('set-saved').getByText('change 1').waitFor()
    assert.ok(!(await page.content()).includes('correct-horse'), 'a secret is on the page')
    await page.reload()
    await page.getByTestId('parameter-set').waitFor()
    assert.match(await files.parameter('WICBOX_MAILCLIENT_CLIENTSECRET').locator('input').inputValue(), /^••••9041$/)
    const stored = await files.api('GET', 'variables/WICBOX_MAILS_PER_RUN')
    assert.deepEqual([stored.kind, stored.value, stored.protected, stored.options], ['integer', '250', true, { minimum: 1, maximum: 1000 }])
    const secret = await files.api('GET', 'variables/WICBOX_MAILCLIENT_CLIENTSECRET')
    assert.equal(secret.secret, true)

    // A secret that is replaced, thought better of, and emptied.
    const field = files.parameter('WICBOX_MAILCLIENT_CLIENTSECRET')
    await field.getByTestId('clear-secret').click()
    await field.getByRole('button', { name: 'Keep the stored one' }).click()
    assert.equal(await page.getByTestId('set-bar').count(), 0)

    // Somebody else was faster.
    await files.fill('WICBOXUsername', 'mine@example.com')
    await files.api('PUT', 'variables/WICBOXUsername', { value: 'theirs@example.com' })
    guest.watch.expect(409, /variables\/changes$/)
    await page.getByTestId('save-set').click()
    await page.getByTestId('set-theirs').click()
    await page.getByTestId('set-bar').getByTestId('problem').waitFor({ state: 'detached' })
    assert.equal(await files.parameter('WICBOXUsername').locator('input').inputValue(), 'mine@example.com')
    await page.getByTestId('save-set').click()
    await page.getByTestId('set-saved').waitFor()
    assert.equal((await files.api('GET', 'variables/WICBOXUsername')).value, 'mine@example.com')
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await guest.stop('WICBOX saved')
    await guest.picture('wicbox-saved')
  }))

test('in Dutch and on a phone', () =>
  onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async (stage) => {
    const { page, guest } = stage
    const files = await scene(stage)
    await new VariablesPage(page, 'contoso').put([
      { name: 'From Address', value: 'k2@example.com', kind: 'email' },
      { name: 'K2 Version', value: '5.6' },
      { name: 'WICBOXMethod', value: 'OAuth2' },
      { name: 'ACCOUNTMODE', value: 'MIX' },
    ])
    await files.open()
    await page.getByRole('heading', { level: 1, name: 'Configuratiebestanden' }).waitFor()
    await files.choose({ name: NAME, bytes: HOST_SERVER })
    await files.file(NAME)
    await guest.stop('a file in Dutch')
    await guest.picture('config-file-dutch-narrow')
    await noWider(page)
    const dialog = await files.preview()
    await guest.stop('the patched copy in Dutch')
    await guest.picture('config-file-patched-narrow')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await files.open()
    await files.row(NAME).getByText('regeleinden').waitFor()
    await guest.stop('the list in Dutch')
    await guest.picture('config-files-narrow')
    await noWider(page)
    for (const tab of ['linked', 'sets']) {
      await files.open({ query: `?tab=${tab}` })
      await page.locator('.card').first().waitFor()
      await guest.stop(`${tab} in Dutch`)
      await guest.picture(`${tab}-narrow`)
      await noWider(page)
    }
    assert.match(await files.parameter('WICBOXACCOUNTMODE').innerText(), /heet hier ACCOUNTMODE/)
  }))
