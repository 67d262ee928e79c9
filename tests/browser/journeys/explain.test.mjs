// An error that somebody got elsewhere is pasted and explained; a resource's configuration says what is wrong with it
// before a provider does.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { Form } from '../pages/form.mjs'
import { setUp } from '../pages/identity.mjs'
import { createResource } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const PASTED = 'invalid_client: AADSTS7000215: Invalid client secret provided. Trace ID: 0f8fad5b-d9cb-469f-a165-70867728950e'

for (const { locale, open, says } of [
  { locale: 'en-GB', open: 'Explain an error', says: /client secret is wrong/ },
  { locale: 'nl-BE', open: 'Fout uitleggen', says: /clientgeheim is verkeerd/ },
]) {
  test(`a pasted error is explained (${locale})`, () =>
    onStage({ locale }, async ({ program, page, guest }) => {
      await setUp(page, program)
      await page.getByRole('link', { name: open }).click()
      const form = new Form(page, 'explain-form')
      await form.fill({ text: PASTED })
      await form.submit()
      const verdict = page.getByTestId('verdict')
      await verdict.filter({ hasText: says }).waitFor()
      assert.match(await verdict.innerText(), /AADSTS7000215/)
      await page.getByText('0f8fad5b-d9cb-469f-a165-70867728950e').first().waitFor()
      await guest.stop(`an error explained (${locale})`)
      await form.fill({ text: 'refresh_token=0.AAAAbbbb1111cccc2222dddd3333eeee4444ffff5555 and nothing else' })
      await form.submit()
      await page.getByTestId('secret-seen').waitFor()
    }))
}

test('the configuration says what is wrong, at its place, while one types', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: '0f8fad5b-d9cb-469f-a165-70867728950e' })
    await createResource(page, guest, 'contoso', 'microsoft-online', { name: 'Exchange' })
    const findings = page.getByTestId('findings')
    await findings.locator('[data-rule="client_id_missing"]').waitFor()
    const clientId = page.locator('[data-parameter="client_id"] input').first()
    await clientId.fill('0f8fad5b-d9cb-469f-a165-70867728950e')
    await findings.locator('[data-rule="client_id_is_directory"]').waitFor()
    assert.equal(await findings.locator('[data-rule="client_id_missing"]').count(), 0)
    await guest.stop('findings while typing')
  }))
