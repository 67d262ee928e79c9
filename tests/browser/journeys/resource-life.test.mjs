// What happens to a resource besides working: it is renamed, duplicated and deleted, and each time whoever does it is told
// first what goes with it.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory } from '../harness/entra.mjs'
import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { ResourcePage, madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const WORDS = {
  'en-GB': { tokensStay: /not copied/, tokensGo: /deleted here/, none: 'No tokens yet', missing: 'There is no such resource here' },
  'nl-BE': { tokensStay: /niet gekopieerd/, tokensGo: /hier verwijderd/, none: 'Nog geen tokens', missing: 'Deze resource is er niet' },
}

for (const [locale, words] of Object.entries(WORDS)) {
  test(`a resource is renamed, duplicated and deleted, dependents first (${locale})`, async () => {
    const directory = await new Directory().start()
    try {
      await onStage({ locale }, async ({ program, page, guest }) => {
        await setUp(page, program)
        await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
        const id = await madeByApi(page, 'contoso', {
          name: 'Mail',
          type: 'exchange-online-ews',
          grant: 'client_credentials',
          endpoints: { token: directory.token() },
          parameters: { client_id: { token: CLIENT.id }, client_secret: { token: CLIENT.secret } },
        })
        const resource = new ResourcePage(page, 'contoso', id)
        await resource.acquire()

        // Renamed: what the name means stands there before it is saved.
        await resource.configuration()
        await page.getByTestId('edit-resource').click()
        const edit = new Form(page, 'edit-resource-form')
        assert.equal(await page.getByTestId('renaming').count(), 0)
        await edit.fill({ name: 'Mail intake' })
        await page.getByTestId('renaming').waitFor()
        await guest.stop('renaming a resource')
        await edit.submit()
        await page.getByRole('heading', { level: 1, name: 'Mail intake' }).waitFor()

        // Duplicated: secrets and tokens are named as what stays behind; a taken name is refused at its field.
        await page.getByTestId('duplicate-resource').click()
        const copy = new Form(page, 'duplicate-form')
        await page.getByTestId('duplicate').getByTestId('dependents').getByText(words.tokensStay).first().waitFor()
        await guest.stop('duplicating a resource')
        guest.watch.expect(422, /duplicate$/)
        await copy.fill({ name: 'Mail intake' })
        await copy.submit()
        await copy.fault('name')
        await copy.fill({ name: 'Mail of tomorrow' })
        await copy.submit()
        await page.getByRole('heading', { level: 1, name: 'Mail of tomorrow' }).waitFor()
        const second = new ResourcePage(page, 'contoso', new URL(page.url()).pathname.split('/').at(-1))
        assert.notEqual(second.id, id)
        await second.ready()
        assert.equal(await second.cell('client_id', 'token').inputValue(), CLIENT.id)
        assert.equal(await second.cell('client_secret', 'token').getAttribute('placeholder'), '')
        await second.open()
        await page.getByText(words.none).waitFor()

        // Deleted: the token that goes with it is named, and the name has to be typed.
        await resource.configuration()
        await page.getByTestId('delete-resource').click()
        const question = page.getByTestId('confirm')
        await question.getByTestId('dependents').getByText(words.tokensGo).waitFor()
        await guest.stop('deleting a resource')
        const really = page.getByTestId('confirm-action')
        assert.ok(await really.isDisabled(), 'deleting is possible before the name is typed')
        await question.locator('[name="confirm"]').fill('Mail')
        assert.ok(await really.isDisabled(), 'half of the name is enough')
        await question.locator('[name="confirm"]').fill('Mail intake')
        await really.click()
        await page.waitForURL('**/tenants/contoso/resources')
        await page.getByRole('link', { name: 'Mail of tomorrow' }).waitFor()
        assert.equal(await page.getByRole('link', { name: 'Mail intake' }).count(), 0)
        guest.watch.expect(404, new RegExp(`resources/${id}`))
        await page.goto(resource.path)
        await page.getByText(words.missing).waitFor()
      })
    } finally {
      await directory.dispose()
    }
  })
}
