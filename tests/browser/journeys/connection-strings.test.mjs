// Connection strings: made by properties and by text, judged while one types, secrets kept, versions, and two
// administrators who edit the same one.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { ConnectionStringsPage, MASK } from '../pages/connection-strings.mjs'
import { Form } from '../pages/form.mjs'
import { ADMINISTRATOR, SignIn, setUp } from '../pages/identity.mjs'
import { madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const RESOURCE = 'Exchange - contoso.onmicrosoft.com'
const EWS = 'https://outlook.office365.com/EWS/Exchange.asmx'

async function scene({ program, page }) {
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso' })
  await madeByApi(page, 'contoso', {
    name: RESOURCE,
    type: 'microsoft-online',
    parameters: { resource: { authorization: 'https://outlook.office365.com', token: 'https://outlook.office365.com' } },
  })
  return new ConnectionStringsPage(page, 'contoso')
}

test('a K2 EWS connection is made by its properties, and judged at once', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const strings = await scene(stage)
    await page.locator('.rail a[href="/tenants/contoso/connection-strings"]').click()
    await page.waitForURL('**/environments/production/connection-strings')
    await page.getByRole('heading', { name: 'No connection strings yet' }).or(page.getByText('No connection strings yet')).waitFor()
    await guest.stop('no connection strings yet')
    await guest.picture('connection-strings-empty')
    await page.getByTestId('add-entry').first().click()
    await page.getByTestId('kind-k2-smtp').waitFor()
    await guest.stop('what is it for')
    await guest.picture('connection-strings-kinds')
    await page.getByTestId('kind-k2-ews-connection').click()
    await page.getByTestId('create-entry').click()
    await page.locator('.entry-target .field-error').filter({ hasText: /./ }).waitFor()
    await strings.target().fill('k2@contoso.com')
    await page.getByTestId('config-name').getByText('SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:k2@contoso.com').waitFor()
    await strings.fill('OAuth Resource', RESOURCE)
    await strings.fill('User ID', 'k2@contoso.com')
    await strings.says(
      `OAuth Resource Audience=https://outlook.office365.com;Autodiscover=False;URL=${EWS};OAuth Resource="${RESOURCE}";User ID=k2@contoso.com`,
    )
    assert.equal(await strings.warning('audience_differs').count(), 0)
    await strings.fill('Password', 'hunter2-hunter2')
    await strings.warning('password_with_oauth').getByText('Empty the password.').waitFor()
    assert.match(await strings.text(), new RegExp(`;Password=${MASK}$`))
    await strings.fill('OAuth Resource Audience', 'https://outlook.office365.com/')
    await strings.warning('audience_differs').waitFor()
    await strings.fill('Autodiscover', 'True')
    await strings.property('URL').locator('[data-code="autodiscover_with_url"]').waitFor()
    await page.getByTestId('about-the-whole').waitFor()
    await strings.uncut()
    await guest.stop('a new connection string with warnings')
    await guest.picture('connection-strings-new', { fullPage: true })
    await page.getByTestId('other-kind').click()
    await page.getByTestId('another-kind').getByRole('button').filter({ hasText: /stay/i }).click()
    await strings.fill('Autodiscover', 'False')
    await page.getByTestId('take-audience').click()
    await strings.holds('OAuth Resource Audience', 'https://outlook.office365.com')
    await strings.property('Password').getByTestId('remove-property').click()
    await strings.warning('password_with_oauth').waitFor({ state: 'detached' })
    await strings.warning('autodiscover_with_url').waitFor({ state: 'detached' })
    await strings.warning('audience_differs').waitFor({ state: 'detached' })
    await strings.create()
    await strings.uncut()
    await guest.stop('a connection string')
    await guest.picture('connection-strings-one', { fullPage: true })

    await strings.open('?q=ews')
    await strings.row('k2@contoso.com').getByText('Doubtful').waitFor()
    assert.match(await strings.row('k2@contoso.com').innerText(), /Ada Administrator/)
    await guest.stop('connection strings')
    await guest.picture('connection-strings-list')
    await page.getByTestId('add-entry').click()
    await page.getByTestId('kind-k2-ews-connection').click()
    await strings.target().fill('K2@contoso.com')
    guest.watch.expect(422, /connection-strings$/)
    await page.getByTestId('create-entry').click()
    await page.locator('.entry-target .field-error').filter({ hasText: /./ }).waitFor()
    assert.equal(await page.getByTestId('problem').count(), 0, 'it is said at the field')
    await page.locator('.rail a[href="/tenants/contoso/connection-strings"]').click()
    await page.getByTestId('leave').getByRole('button').first().waitFor()
  }))

test('text and properties are two ways into the same thing, and nothing is lost on either', () =>
  onStage({}, async (stage) => {
    const { page, guest } = stage
    const strings = await scene(stage)
    const text = `Host Name = mail.contoso.com ;Port=587; User ID=k2@contoso.com;Password='p;w-not-to-be-seen';Bogus=1;;`
    await strings.open()
    const id = await strings.made({ kind: 'k2-smtp', text })
    const masked = text.replace("'p;w-not-to-be-seen'", MASK)
    await strings.says(masked)
    assert.ok(!(await strings.everything()).includes('not-to-be-seen'), 'a secret is on the page')
    await strings.property('Bogus').locator('[data-code="unknown_property"]').waitFor()
    assert.equal(await page.getByTestId('save-bar').count(), 0)

    await strings.fill('Port', '2525')
    await strings.says(masked.replace('587', '2525'))
    await strings.fill('Port', '99999')
    await strings.warning('out_of_range').waitFor()
    await strings.fill('Port', '2525')
    await strings.textArea().fill(`${masked.replace('587', '2525')}host name="b;c"`)
    await strings.holds('Host Name', 'b;c')
    await strings.warning('duplicate_key').waitFor()
    await strings.uncut()
    await guest.stop('a key that stands twice')
    await guest.picture('connection-strings-duplicate', { fullPage: true })

    await strings.textArea().fill(`Host Name=a;User ID="k2`)
    const fault = page.getByTestId('syntax-error')
    await fault.waitFor()
    assert.deepEqual([await fault.getAttribute('data-index'), await fault.getAttribute('data-at')], ['12', '20'])
    assert.ok(await strings.control('Port').isDisabled())
    assert.equal(await page.getByTestId('save-entry').getAttribute('aria-disabled'), 'true')
    assert.equal(await page.locator('.string-shades .is-mark').innerText(), '"')
    await page.getByTestId('show-fault').click()
    assert.deepEqual(await strings.textArea().evaluate((area) => [area.selectionStart, area.selectionEnd]), [20, 21])
    await strings.uncut()
    await guest.stop('a text that cannot be read')
    await guest.picture('connection-strings-fault', { fullPage: true })
    await page.getByTestId('last-readable').click()
    await fault.waitFor({ state: 'detached' })

    await strings.textArea().fill(masked.replace('587', '2525').replace('Bogus=1;', ''))
    await strings.property('Bogus').waitFor({ state: 'detached' })
    await strings.save()
    await strings.says(masked.replace('587', '2525').replace('Bogus=1;', ''))

    guest.watch.expect(403, /reveal$/)
    await page.getByTestId('reveal').click()
    const password = new Form(page, 'reauthentication-form')
    await password.fill({ password: ADMINISTRATOR.password })
    await password.submit()
    await page.getByTestId('revealed-text').getByText("Password='p;w-not-to-be-seen'").waitFor()
    assert.ok((await page.getByTestId('revealed-text').innerText()).includes('Port=2525; User ID'))
    await strings.uncut()
    await guest.stop('secrets revealed')
    await page.getByTestId('hide').click()
    assert.ok(!(await strings.everything()).includes('not-to-be-seen'), 'hidden again')

    await page.getByTestId('copy-text').click()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await strings.text())
    await strings.fill('Password', 'another-secret-9041')
    await page.getByTestId('keep-secret').click()
    await page.getByTestId('save-bar').waitFor({ state: 'detached' })
    await strings.fill('Password', '${variable:Mail password}')
    await strings.save()
    await strings.property('Password').locator('[data-code="reference_unresolved"]').waitFor()
    await strings.openOne(id)
    await strings.holds('Password', '${variable:Mail password}')
  }))

test('two administrators edit the same one: the second sees what was saved, and loses nothing', () =>
  onStage({}, async (stage) => {
    const { page, guest, open } = stage
    const strings = await scene(stage)
    await strings.open()
    const id = await strings.made({ kind: 'k2-ews-connection', target: 'k2@contoso.com', text: `Autodiscover=False;URL=${EWS};User ID=a` })
    await strings.fill('URL', 'https://mine.contoso.com/EWS/Exchange.asmx')
    await strings.fill('Poll Interval', '1M')

    const other = await open({})
    await (await new SignIn(other.page).open()).as(ADMINISTRATOR)
    await other.page.waitForURL('**/tenants')
    const theirs = new ConnectionStringsPage(other.page, 'contoso')
    await theirs.openOne(id)
    await theirs.fill('URL', 'https://theirs.contoso.com/EWS/Exchange.asmx')
    await theirs.fill('User ID', 'b')
    await theirs.save()
    other.watch.verify()

    guest.watch.expect(412, /connection-strings\//)
    await page.getByTestId('save-entry').click()
    await page.getByTestId('show-theirs').click()
    const told = page.getByTestId('theirs')
    await told.waitFor()
    const words = await told.innerText()
    assert.match(words, /theirs\.contoso\.com/)
    assert.match(words, /mine\.contoso\.com/)
    assert.match(words, /Ada Administrator/)
    await strings.uncut()
    await guest.stop('somebody else saved meanwhile')
    await guest.picture('connection-strings-conflict')
    await strings.says('Autodiscover=False;URL=https://mine.contoso.com/EWS/Exchange.asmx;User ID=b;Poll Interval=1M')
    await strings.save()
    await other.leave()

    const dialog = await strings.history()
    assert.equal(await dialog.locator('[data-version]').count(), 3)
    await guest.stop('versions')
    await guest.picture('connection-strings-history')
    await dialog.locator('[data-version="1"]').getByTestId('compare-version').click()
    await dialog.locator('[data-version="1"]').getByText('1M').waitFor()
    await dialog.locator('[data-version="1"]').getByTestId('restore-version').click()
    await dialog.waitFor({ state: 'hidden' })
    await strings.says(`Autodiscover=False;URL=${EWS};User ID=a`)

    await page.getByTestId('entry-more').click()
    await page.getByTestId('delete-entry').click()
    const asking = page.locator('dialog[open]')
    await asking.getByText('Delete SourceCode.MessageBus').waitFor()
    await guest.stop('before it is deleted')
    await asking.getByTestId('confirm-action').click()
    await page.waitForURL('**/production/connection-strings')
    await page.getByText('No connection strings yet').waitFor()
    guest.watch.expect(404, /connection-strings\//)
    await page.goto(`${strings.path}/${id}`)
    await page.getByText('This environment has no such connection string').waitFor()
    await guest.stop('a connection string that is gone')
  }))

test('in Dutch and on a phone', () =>
  onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async (stage) => {
    const { page, guest } = stage
    const strings = await scene(stage)
    await strings.open()
    await strings.begin('k2-ews-connection')
    await strings.target().fill('k2@contoso.com')
    await strings.fill('OAuth Resource', RESOURCE)
    await strings.fill('Password', 'hunter2-hunter2')
    await strings.warning('password_with_oauth').getByText('Maak het wachtwoord leeg.').waitFor()
    await strings.uncut()
    await guest.stop('a new one in Dutch')
    await guest.picture('connection-strings-dutch-narrow', { fullPage: true })
    const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(room <= 0, `${room} px wider than the window`)
    await strings.create()
    await strings.fill('User ID', 'k2@contoso.com')
    await strings.uncut()
    await guest.stop('one in Dutch')
    await guest.picture('connection-strings-dutch-one')
    await strings.save()
    await strings.open()
    await page.getByRole('heading', { level: 1, name: 'Verbindingsreeksen' }).waitFor()
    await guest.stop('the list in Dutch')
    await guest.picture('connection-strings-dutch-list')
  }))
