// A resource type of one's own: duplicated from a built-in one, changed in the grid, used by a resource; whoever changes
// or deletes it then is shown that resource; carried to another tenant as a file.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { createTenant } from '../pages/tenants.mjs'
import { TypePage } from '../pages/types.mjs'

test('a type is duplicated, changed in the grid, used, kept from being deleted, exported and imported', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await createTenant(page, { name: 'Fabrikam', slug: 'fabrikam' })
    const types = new TypePage(page, 'contoso')
    await types.list()
    await guest.stop('the resource types of a tenant')
    await guest.picture('types-list')
    await types.open('Microsoft Online')
    await guest.stop('a built-in type')
    assert.equal(await page.getByTestId('save-type').count(), 0)
    await page.getByTestId('duplicate-type').click()
    const copy = new Form(page, 'duplicate-form')
    await copy.fill({ name: 'K2 mail' })
    await guest.stop('duplicating a type')
    await copy.submit()
    await page.getByRole('heading', { level: 1, name: 'K2 mail' }).waitFor()

    await types.defaultOf('scope', 'token').fill('mail.read')
    await types.flag('grant_type', 'Token request', 'Expected back').check()
    await types.defaultOf('scope', 'token').press('ArrowDown')
    await types.save()
    await guest.stop('a type of the tenant')
    await guest.picture('types-grid', { fullPage: true })
    await page.goto(types.path)
    await types.defaultOf('scope', 'token').waitFor()
    assert.equal(await types.defaultOf('scope', 'token').inputValue(), 'mail.read')

    await page.goto('/tenants/contoso/resources/new')
    await page.getByRole('button', { name: /^K2 mail/ }).click()
    const form = new Form(page, 'create-resource-form')
    await form.fill({ name: 'Mail of Contoso' })
    await form.submit()
    await page.getByTestId('parameters').waitFor()
    await page.getByPlaceholder('mail.read').waitFor()

    await page.goto(types.path)
    await types.defaultOf('scope', 'token').fill('mail.read mail.send')
    guest.watch.expect(409, /resource-types/)
    await page.getByTestId('save-type').click()
    const question = page.getByTestId('confirm')
    await question.getByText('Mail of Contoso').waitFor()
    await guest.stop('who notices a change')
    await guest.picture('types-confirm')
    await page.getByTestId('confirm-action').click()
    await page.getByTestId('save-bar').waitFor({ state: 'detached' })

    await page.getByTestId('delete-type').click()
    await page.getByTestId('delete').getByText('Mail of Contoso').waitFor()
    await guest.stop('a type in use is not deleted')
    assert.equal(await page.getByTestId('delete-type-now').count(), 0)
    await page.keyboard.press('Escape')

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-type').click()])
    assert.equal(download.suggestedFilename(), 'k2-mail.toml')
    const file = await download.path()
    assert.match(await readFile(file, 'utf8'), /consentry\.resource-type\/1/)

    const elsewhere = new TypePage(page, 'fabrikam')
    await elsewhere.list()
    await page.getByTestId('import-type').click()
    await page.getByTestId('type-file').setInputFiles(file)
    await page.getByTestId('import-look').click()
    await page.getByTestId('import-preview').getByText('K2 mail').waitFor()
    await guest.stop('looking at a file before it is imported')
    await guest.picture('types-import')
    await new Form(page, 'import-form').submit()
    await page.getByRole('heading', { level: 1, name: 'K2 mail' }).waitFor()
    assert.equal(await elsewhere.defaultOf('scope', 'token').inputValue(), 'mail.read mail.send')
    await page.getByTestId('delete-type').click()
    await page.getByTestId('delete-type-now').click()
    await page.waitForURL('**/tenants/fabrikam/resource-types')
  }))

test('what a type may not say is told at its place, in a phone and in Dutch', () =>
  onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async ({ program, page, guest }) => {
    await setUp(page, program)
    await page.goto('/catalog/oidc')
    await page.getByTestId('duplicate-type').click()
    const copy = new Form(page, 'duplicate-form')
    await copy.fill({ name: 'Eigen' })
    await copy.submit()
    await page.getByRole('heading', { level: 1, name: 'Eigen' }).waitFor()
    const types = new TypePage(page)
    await page.getByTestId('add-parameter').click()
    await types.nameOf(-1).fill('client_id')
    await types.nameOf(-1).press('Tab')
    guest.watch.expect(422, /resource-types/)
    await page.getByTestId('save-type').click()
    await page.getByTestId('type-grid').getByText('Dit staat al in de lijst').waitFor()
    await guest.stop('a name that stands twice')
    await guest.picture('types-narrow-dutch', { fullPage: true })
    await guest.theme('dark')
    await guest.picture('types-narrow-dark', { fullPage: true })
    const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
    assert.ok(content <= room, `${content - room} px wider than the window`)
    await types.nameOf(-1).fill('login_hint')
    await types.save()
  }))
