// Consent by a one-time link: made here, opened by a directory's administrator without an account in a browser of their
// own, answered at the directory, and confirmed here.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory, OTHER_DIRECTORY } from '../harness/entra.mjs'
import { onStage } from '../harness/scene.mjs'
import { ConsentLinkPage, ConsentLinks } from '../pages/consent-link.mjs'
import { setUp } from '../pages/identity.mjs'
import { PermissionsPage } from '../pages/permissions.mjs'
import { madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const EXCHANGE = 'https://outlook.office365.com'

/** A tenant of the directory, written to in the language of the browser, with an application that reads over EWS. */
async function withApplication(stage, journey) {
  const directory = await new Directory().start()
  directory.list(EXCHANGE, ['full_access_as_app'])
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
      const permissions = new PermissionsPage(scene.page, 'contoso', id)
      await permissions.open()
      await journey({ ...scene, directory, permissions, links: new ConsentLinks(scene.page) })
    })
  } finally {
    await directory.dispose()
  }
}

test('an administrator without an account reads what is asked, agrees, and the answer is confirmed and proved', () =>
  withApplication({}, async ({ directory, links, page, guest, open, permissions }) => {
    await guest.stop('no links yet')
    const url = await links.make({ note: 'This is for the mail intake that we spoke about on Monday.' }, (at) => guest.stop(`a link, ${at}`))
    await links.newest('open')

    const administrator = await open({})
    const asked = new ConsentLinkPage(administrator.page, url)
    await asked.open()
    const words = await asked.asked().innerText()
    for (const expected of ['Ada Administrator', 'Contoso', 'Mail intake', CLIENT.id, DIRECTORY, 'Opens every mailbox', 'spoke about on Monday']) {
      assert.ok(words.includes(expected), `${expected} is on the page: ${words}`)
    }
    await administrator.stop('what an administrator is asked')
    await administrator.picture('consent-link-asked', { fullPage: true })

    // Opening it uses nothing up: another browser opens it too, and only pressing the button binds it.
    const other = await open({})
    const elsewhere = new ConsentLinkPage(other.page, url)
    await elsewhere.open()
    await asked.leave()
    other.watch.expect(409, /\/consent\//)
    await elsewhere.dead('consent_link.other_browser')
    await other.stop('opened in another browser')

    await administrator.page.locator('#accept').click()
    await asked.result('answered')
    assert.ok(!administrator.page.url().includes('state='), 'what came with the address left it')
    assert.ok(!(await administrator.storage()).includes('consent-link.'), 'no state in the storage of the browser')
    await administrator.stop('the answer waits')
    assert.equal(directory.tokenRequests, 0, 'nobody has confirmed it yet')
    other.watch.expect(410, /\/consent\//)
    await elsewhere.dead('consent_link.used')
    await other.stop('used already')
    await other.leave()

    await permissions.open()
    await links.newest('answered')
    await guest.stop('an answer that waits for confirmation')
    await guest.picture('consent-links', { fullPage: true })
    await links.decide('confirm', 'confirmed')
    assert.equal(directory.tokenRequests, 1)
    await page.getByTestId('needed').locator('[data-testid="permission-state"][data-state="granted"]').waitFor()
    await guest.stop('confirmed and proved')
    await asked.page.goto(url)
    await asked.result('confirmed')
    await administrator.stop('confirmed, to the administrator')
    await administrator.leave()
    assert.equal(await page.getByTestId('link-url').count(), 0, 'the address is gone')
  }))

test('in Dutch: the language of the organisation, cancelled, another directory, withdrawn while away, rejected', () =>
  withApplication({ locale: 'nl-BE' }, async ({ directory, links, guest, open, permissions }) => {
    // The browser speaks English; the organisation is written to in Dutch.
    const administrator = await open({ locale: 'en-GB', viewport: { width: 390, height: 844 } })
    const visit = async () => {
      await permissions.open()
      const asked = new ConsentLinkPage(administrator.page, await links.make({ expires_in_hours: '4' }))
      await asked.open()
      return asked
    }
    let asked = await visit()
    await asked.page.getByRole('heading', { name: 'Toestemming voor een toepassing' }).waitFor()
    await asked.page.getByText('Opent elk postvak via EWS').waitFor()
    await administrator.stop('wat een beheerder wordt gevraagd')
    await administrator.picture('consent-link-asked-nl', { fullPage: true })
    await asked.leave()
    await administrator.page.locator('#cancel').click()
    await asked.result('refused')
    await asked.page.getByTestId('consent-reason').getByText('AADSTS65004').waitFor()
    await administrator.stop('niet verleend')
    await permissions.open()
    await links.newest('refused')
    await guest.stop('een geweigerd verzoek')

    directory.answersAs = OTHER_DIRECTORY
    asked = await visit()
    await asked.leave()
    await administrator.page.locator('#accept').click()
    await asked.result('wrong_directory')
    await administrator.stop('een andere directory antwoordde')
    directory.answersAs = DIRECTORY

    asked = await visit()
    await asked.leave()
    await permissions.open()
    await links.newest('started')
    await links.decide('revoke', 'revoked')
    administrator.watch.expect(410, /\/complete$/)
    await administrator.page.locator('#accept').click()
    await administrator.page.locator('[data-testid="consent-dead"][data-code="consent_link.revoked"]').waitFor()
    await administrator.stop('ingetrokken')

    asked = await visit()
    await asked.leave()
    await administrator.page.locator('#accept').click()
    await asked.result('answered')
    await permissions.open()
    await links.decide('reject', 'rejected')
    assert.equal(directory.tokenRequests, 0, 'nothing was ever confirmed')
    await guest.stop('niet aanvaard')

    administrator.watch.expect(404, /\/consent\//)
    await new ConsentLinkPage(administrator.page, `/consent/${'A'.repeat(43)}`).dead('consent_link.unknown')
    await administrator.stop('een link die er niet is')
    await administrator.leave()
  }))
