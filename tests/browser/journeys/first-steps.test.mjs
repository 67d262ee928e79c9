// From the printed link to a tenant with environments, in English and Dutch, and what happens on the way when
// something is typed wrongly.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { ADMINISTRATOR, SignIn, setUp, signOut } from '../pages/identity.mjs'
import { problemOn } from '../pages/problem.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'

test('the set-up link makes the first administrator once, and takes its token out of the address bar', () =>
  onStage({}, async ({ program, page, guest, open }) => {
    const token = program.setupLink.split('#')[1]
    // A link that was copied in part, and then the whole of it in the same window.
    await page.goto(`${program.setupLink.split('#')[0]}#${token.slice(0, 9)}`)
    await page.getByTestId('setup-form').waitFor()
    await page.goto(program.setupLink)
    await guest.stop('set-up')
    assert.ok(!page.url().includes(token), 'the token is still in the address bar')
    const form = new Form(page, 'setup-form')
    await form.fill({ ...ADMINISTRATOR, password: 'short' })
    await form.submit()
    assert.match(await form.fault('password'), /12/)
    await form.fill({ password: ADMINISTRATOR.password })
    await form.submit()
    await page.waitForURL('**/tenants')
    await guest.stop('no tenants yet')
    const late = await open({})
    late.watch.expect(403, /setup/)
    late.watch.expect(409, /setup/)
    await late.page.goto(program.setupLink)
    await late.page.locator('h1').first().waitFor()
    assert.equal(await late.page.getByTestId('setup-form').count(), 0, 'the link is used up')
    await late.leave()
  }))

test('a language is chosen from a menu that closes behind it', () =>
  onStage({}, async ({ program, page }) => {
    await setUp(page, program)
    await page.getByTestId('language').click()
    await page.getByRole('button', { name: 'Nederlands' }).click()
    await page.locator('html[lang="nl"]').waitFor()
    assert.equal(await page.locator('.menu:popover-open').count(), 0)
  }))

test('a wrong password is explained with a remedy and the address stays in the form', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await signOut(page)
    guest.watch.expect(401, /session$/)
    const form = await new SignIn(page).open()
    await guest.stop('sign-in')
    await form.as({ email: ADMINISTRATOR.email, password: 'not the password' })
    const problem = await problemOn(page)
    assert.ok(problem.codes.includes('auth.wrong_credentials'), problem.text)
    assert.equal(await form.field('email').inputValue(), ADMINISTRATOR.email)
    await guest.stop('sign-in refused')
    await form.as(ADMINISTRATOR)
    await page.waitForURL('**/tenants')
  }))

test('guessing is slowed down, and the page says for how long', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await signOut(page)
    guest.watch.expect(401, /session$/)
    guest.watch.expect(429, /session$/)
    const form = await new SignIn(page).open()
    for (let guess = 1, last = ''; last !== 'auth.too_many_attempts'; guess += 1) {
      assert.ok(guess < 40, 'forty guesses went through')
      const answer = page.waitForResponse((response) => response.request().method() === 'POST')
      await form.as({ email: ADMINISTRATOR.email, password: `guess ${guess}` })
      last = (await (await answer).json()).code
    }
    await page.getByText('auth.too_many_attempts').waitFor()
    await problemOn(page)
  }))

test('a page asked for before signing in is opened afterwards', () =>
  onStage({}, async ({ program, page }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await signOut(page)
    await page.goto('/tenants/contoso')
    await page.waitForURL('**/sign-in**')
    await new SignIn(page).as(ADMINISTRATOR)
    await page.waitForURL('**/tenants/contoso')
  }))

test('a tenant with environments is made, found again after a reload, and reads well', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await guest.stop('a new tenant')
    await addEnvironment(page, { name: 'Test', slug: 'test' })
    await page.reload()
    await page.getByTestId('environments').getByText('Test', { exact: true }).waitFor()
    await page.getByTestId('environments').getByText('Production').first().waitFor()
    await guest.stop('a tenant with environments')
    await page.goto('/tenants')
    await page.getByTestId('tenants').getByText('Contoso').first().waitFor()
    await guest.stop('the list of tenants')
  }))

test('a slug that is taken is said at the field, and nothing typed is lost', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    guest.watch.expect(409, /tenants$/)
    guest.watch.expect(422, /tenants$/)
    await page.goto('/tenants')
    await page.getByTestId('add-tenant').first().click()
    const form = new Form(page, 'create-tenant-form')
    await form.fill({ name: 'Contoso again', slug: 'contoso' })
    await form.submit()
    assert.ok((await form.fault('slug')).length > 10)
    assert.equal(await form.field('name').inputValue(), 'Contoso again')
    await form.fill({ slug: 'contoso-again' })
    await form.submit()
    await page.waitForURL('**/tenants/contoso-again')
  }))

test('the server gone for a moment is said on the page, and what was typed stays', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await page.goto('/tenants')
    await page.getByTestId('add-tenant').first().click()
    const form = new Form(page, 'create-tenant-form')
    await form.fill({ name: 'Contoso', slug: 'contoso' })
    guest.watch.quiet = true
    await program.stop()
    await form.submit()
    await problemOn(page)
    assert.equal(await form.field('name').inputValue(), 'Contoso')
    await program.start()
    guest.watch.quiet = false
    await form.submit()
    await page.waitForURL('**/tenants/contoso')
  }))

test('the main pages read well in Dutch', () =>
  onStage({ locale: 'nl-BE' }, async ({ program, page, guest }) => {
    await page.goto(program.setupLink)
    await guest.stop('Dutch set-up')
    assert.equal(await page.locator('html').getAttribute('lang'), 'nl')
    await setUp(page, program)
    guest.watch.expect(422, /tenants$/)
    await page.getByTestId('add-tenant').first().click()
    const form = new Form(page, 'create-tenant-form')
    await form.fill({ name: 'Contoso', slug: 'Geen Slug' })
    await form.submit()
    assert.match(await form.fault('slug'), /kleine letters|cijfers|koppelteken/i)
    await form.fill({ slug: 'contoso' })
    await form.submit()
    await page.waitForURL('**/tenants/contoso')
    for (const path of ['/tenants', '/tenants/contoso', '/tenants/contoso/resources', '/tenants/contoso/people', '/tenants/contoso/audit', '/catalog', '/api-keys', '/accounts', '/audit', '/settings']) {
      await page.goto(path)
      await guest.stop(`Dutch ${path}`)
      assert.equal(await page.locator('html').getAttribute('lang'), 'nl', path)
      const english = await page.evaluate(() => document.body.innerText.match(/\b(the|with|your|nothing|yet|save|delete)\b/gi) ?? [])
      assert.deepEqual(english, [], `English words on ${path}`)
    }
  }))
