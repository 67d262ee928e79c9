// What ends: the banner that counts down above a tenant's pages, the list on its first page, and a calendar to subscribe
// to.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

/** A secret of the resource that ends in so many days. */
const addSecret = (page, resource, days) =>
  page.evaluate(
    async ([path, days]) => {
      const body = { secret: 'a-secret-that-nobody-sees', expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      if (answer.status !== 201) throw new Error(await answer.text())
    },
    [`/api/v1/tenants/contoso/resources/${resource}/credentials`, days],
  )

async function withResource(stage, journey) {
  await onStage(stage, async (scene) => {
    await setUp(scene.page, scene.program)
    await createTenant(scene.page, { name: 'Contoso', slug: 'contoso' })
    const id = await madeByApi(scene.page, 'contoso', { name: 'Mail intake', type: 'exchange-online-ews', grant: 'client_credentials' })
    await journey({ ...scene, id })
  })
}

test('a deadline is counted down above every page, put aside, and stands in the list with its source', () =>
  withResource({}, async ({ page, guest, id }) => {
    await addSecret(page, id, 5)
    await page.goto('/tenants/contoso/people')
    const banner = page.getByTestId('deadline-banner')
    await banner.getByText('5 days left').waitFor()
    assert.match(await banner.innerText(), /Client secret of Mail intake ends/)
    await guest.stop('a deadline above a page')
    await guest.picture('deadline-banner')
    await banner.getByRole('link').click()
    await page.waitForURL('**/tenants/contoso')
    const list = page.getByTestId('deadlines')
    const ews = list.locator('[data-id="ews-exchange-online"]')
    await ews.getByText('1 April 2027').waitFor()
    assert.equal(await ews.getByRole('link', { name: 'Mail intake' }).getAttribute('href'), `/tenants/contoso/resources/${id}`)
    await guest.stop('deadlines of a tenant')
    await guest.picture('deadlines', { fullPage: true })
    const first = await banner.getAttribute('data-id')
    await page.getByTestId('put-aside').click()
    await page.waitForFunction((id) => document.querySelector('[data-testid="deadline-banner"]')?.dataset.id !== id, first)
    await page.reload()
    await list.waitFor()
    await page.waitForFunction((id) => document.querySelector('[data-testid="deadline-banner"]')?.dataset.id !== id, first)
    assert.equal(await list.locator(`[data-id="${first}"]`).count(), 1, 'put aside, not gone')
  }))

test('in Dutch, on a phone: a calendar is subscribed to, read without a session, and taken back', () =>
  withResource({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async ({ page, guest }) => {
    await page.goto('/tenants/contoso')
    await page.getByTestId('deadlines').getByText('1 april 2027').first().waitFor()
    await guest.stop('de deadlines')
    await page.getByTestId('calendar').click()
    const form = await new Form(page, 'feed-form').fill({ name: 'Outlook van de servicedesk' })
    await form.submit()
    const url = (await page.getByTestId('feed-url').locator('code').innerText()).trim()
    await page.getByTestId('feed').waitFor()
    await guest.stop('het adres van de agenda')
    await guest.picture('deadline-calendar-nl')
    const read = () => fetch(url).then(async (answer) => [answer.status, await answer.text()])
    const [status, text] = await read()
    assert.equal(status, 200)
    assert.match(text, /^BEGIN:VCALENDAR\r\n/)
    assert.match(text, /DTSTART;VALUE=DATE:20270401\r\n/)
    await page.getByTestId('remove-feed').click()
    await page.getByTestId('confirm-action').click()
    await page.getByTestId('feed').waitFor({ state: 'detached' })
    assert.equal((await read())[0], 404)
  }))
