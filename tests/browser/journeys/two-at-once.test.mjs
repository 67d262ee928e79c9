// Two administrators change the same thing: the later one is told, sees what the other changed, and loses nothing.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { problemOn } from '../pages/problem.mjs'
import { createTenant } from '../pages/tenants.mjs'

/** Somebody else changes the tenant, on a page of their own. */
async function changedElsewhere(guest, values) {
  const page = await guest.context.newPage()
  await page.goto('/tenants/contoso')
  await page.getByTestId('edit-tenant').click()
  const form = new Form(page, 'edit-tenant-form')
  await form.fill(values)
  await form.submit()
  await page.getByTestId('edit-tenant-dialog').waitFor({ state: 'hidden' })
  await page.close()
}

test('a change made meanwhile is shown, and what was typed is kept', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await page.getByTestId('edit-tenant').click()
    const form = new Form(page, 'edit-tenant-form')
    await form.fill({ name: 'Contoso mine' })
    await changedElsewhere(guest, { name: 'Contoso theirs', tags: 'hq' })
    guest.watch.expect(412, /tenants\//)
    await form.submit()
    const dialog = page.getByTestId('edit-tenant-dialog')
    const { codes } = await problemOn(page, dialog)
    assert.ok(codes.includes('precondition_failed'))
    assert.equal(await form.field('name').inputValue(), 'Contoso mine')
    await dialog.getByTestId('show-theirs').click()
    const theirs = await dialog.getByTestId('theirs').innerText()
    assert.match(theirs, /Contoso theirs/)
    assert.match(theirs, /Contoso mine/)
    assert.equal(await form.field('name').inputValue(), 'Contoso mine', 'what was typed stays')
    assert.equal(await form.field('tags').inputValue(), 'hq', 'what was not touched follows')
    await guest.stop('what somebody else changed')
    await form.submit()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('heading', { name: 'Contoso mine' }).waitFor()
  }))

test('sent twice after the network failed, a tenant is created once', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await page.getByTestId('add-tenant').first().click()
    const form = new Form(page, 'create-tenant-form')
    await form.fill({ name: 'Contoso', slug: 'contoso' })
    // The server does its work, and the answer gets lost on the way.
    guest.watch.quiet = true
    const keys = []
    await page.route('**/api/v1/tenants', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 1) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await form.submit()
    await page.getByTestId('problem').waitFor()
    await form.submit()
    await page.waitForURL('**/tenants/contoso')
    assert.equal(keys.length, 2)
    assert.ok(keys[0] && keys[0] === keys[1], 'the same attempt has the same key')
  }))
