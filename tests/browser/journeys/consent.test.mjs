// Admin consent from the page: ask, agree or cancel at the directory, come back, and see what a new token proves.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory, OTHER_DIRECTORY } from '../harness/entra.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { PermissionsPage } from '../pages/permissions.mjs'
import { madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const EXCHANGE = 'https://outlook.office365.com'
const GRAPH = 'https://graph.microsoft.com'

/** A tenant of the directory with an application that reads over EWS. */
async function withApplication(stage, journey) {
  const directory = await new Directory().start()
  try {
    await onStage(stage, async (scene) => {
      await setUp(scene.page, scene.program)
      await createTenant(scene.page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      const id = await madeByApi(scene.page, 'contoso', {
        name: 'Mail intake',
        type: 'exchange-online-ews',
        grant: 'client_credentials',
        endpoints: { token: directory.token() },
        parameters: { client_id: { token: CLIENT.id }, client_secret: { token: CLIENT.secret } },
      })
      await journey({ ...scene, directory, permissions: new PermissionsPage(scene.page, 'contoso', id) })
    })
  } finally {
    await directory.dispose()
  }
}

test('what is missing is named, an administrator agrees, and a new token proves it', () =>
  withApplication({}, async ({ directory, permissions, page, guest }) => {
    directory.list(EXCHANGE, ['full_access_as_app'])
    await permissions.open()
    assert.equal(await permissions.state(), 'never')
    await guest.stop('permissions, never checked')
    await permissions.check('missing')
    assert.match(await page.getByTestId('grantors').innerText(), /Cloud Application Administrator/)
    await guest.stop('permissions, missing')

    await permissions.ask()
    await guest.stop('asking for consent')
    const address = await permissions.address()
    assert.match(address, new RegExp(`/${DIRECTORY}/v2.0/adminconsent\\?`))
    await guest.stop('the address for the administrator')
    directory.delay = 1
    await permissions.leaveForConsent()
    await page.locator('#accept').click()
    const complete = page.getByTestId('consent-complete')
    await complete.getByTestId('on-its-way').waitFor()
    assert.ok(!page.url().includes('state='), 'what came with the address left it')
    await guest.stop('back from the consent page, not there yet')
    await complete.getByRole('link').click()
    await page.waitForURL(/tab=permissions$/)
    await permissions.ready()
    await permissions.check('granted')
    await guest.stop('permissions, granted')
    assert.deepEqual(await permissions.history(), ['completed'])
    assert.ok(!(await guest.storage()).includes('consent.'), 'no state in the storage of the browser')
  }))

test('in Dutch: cancelled, answered by another directory, partly granted, and said otherwise than the type', () =>
  withApplication({ locale: 'nl-BE' }, async ({ directory, permissions, page, guest }) => {
    directory.list(EXCHANGE, ['full_access_as_app'])
    await permissions.open()
    await permissions.ask()
    await permissions.address()
    await permissions.leaveForConsent()
    guest.watch.expect(409, /\/complete$/)
    await page.locator('#cancel').click()
    await page.getByTestId('problem').getByText('AADSTS65004').waitFor()
    await guest.stop('geweigerd')
    await page.getByRole('link', { name: 'Terug' }).click()
    await permissions.ready()
    assert.equal(directory.tokenRequests, 0)

    directory.answersAs = OTHER_DIRECTORY
    await permissions.ask()
    await permissions.address()
    await permissions.leaveForConsent()
    guest.watch.expect(409, /\/complete$/)
    await page.locator('#accept').click()
    await page.getByTestId('problem').getByText(OTHER_DIRECTORY).waitFor()
    assert.equal(directory.tokenRequests, 0)
    await guest.stop('een andere directory')
    await permissions.open()
    assert.deepEqual(await permissions.history(), ['wrong_directory', 'refused'])

    directory.answersAs = DIRECTORY
    await permissions.need('exchange: full_access_as_app\ngraph: Mail.Send')
    directory.granted = { [EXCHANGE]: ['full_access_as_app'] }
    await permissions.check('partly')
    assert.match(await page.getByTestId('grantors').innerText(), /bevoorrechte rollen/)
    await guest.stop('deels verleend')
  }))

test('an administrator without an account is thanked, and whoever asked checks', () =>
  withApplication({}, async ({ directory, permissions, page, guest, open }) => {
    directory.list(EXCHANGE, ['full_access_as_app'])
    await permissions.open()
    await permissions.ask()
    const address = await permissions.address()
    const administrator = await open({})
    await administrator.page.goto(address)
    await administrator.page.locator('#accept').click()
    await administrator.page.getByTestId('consent-stranger').waitFor()
    await administrator.stop('thanks to an administrator without an account')
    await administrator.leave()
    assert.equal(directory.tokenRequests, 0)
    await permissions.open()
    await permissions.check('granted')
    assert.deepEqual(await permissions.history(), ['pending'])
    await page.goto(`/oauth/callback/x?error=permission_denied&error_description=The+admin+canceled`)
    await page.getByTestId('stray-refusal').getByText('permission_denied').waitFor()
    await guest.stop('a refusal that belongs to nothing')
  }))

test('two APIs are two addresses, made one after the other and shown beside each other', () =>
  withApplication({ viewport: { width: 390, height: 844 } }, async ({ directory, permissions, page, guest }) => {
    directory.list(EXCHANGE, ['full_access_as_app'])
    directory.list(GRAPH, ['Mail.Send'])
    await permissions.open()
    await permissions.need('exchange: full_access_as_app\ngraph: Mail.Send')
    await permissions.ask()
    const first = new URL(await permissions.address())
    assert.equal(first.searchParams.get('scope'), `${EXCHANGE}/.default`)
    await guest.stop('the first of two addresses')
    await page.getByTestId('begin-next-consent').click()
    const graph = page.locator('[data-testid="consent-of"][data-api="graph"]')
    const second = new URL((await graph.getByTestId('consent-address').locator('code').innerText()).trim())
    assert.equal(second.searchParams.get('scope'), `${GRAPH}/.default`)
    assert.notEqual(second.searchParams.get('state'), first.searchParams.get('state'))
    assert.equal(await page.getByTestId('next-consent').count(), 0, 'nothing is left to ask')
    assert.equal(await page.getByTestId('consent-of').count(), 2, 'the first address is still there to be copied')
    await guest.stop('two addresses')
    await guest.picture('consent-two-addresses')

    await graph.getByTestId('open-consent').click()
    await page.locator('#accept').click()
    await page.getByTestId('consent-complete').getByRole('link').click()
    await permissions.ready()
    await permissions.check('partly')
    await permissions.ask()
    const rest = new URL(await permissions.address())
    assert.equal(rest.searchParams.get('scope'), `${EXCHANGE}/.default`, 'what is granted is not asked again')
    assert.equal(await page.getByTestId('next-consent').count(), 0)
  }))
