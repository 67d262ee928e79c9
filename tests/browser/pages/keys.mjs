// API keys: made for a tenant with scopes, shown once.

import { Form } from './form.mjs'

/** Makes a key and gives its text. */
export async function createKey(page, guest, { scopes, ...values }) {
  await page.goto('/api-keys')
  await page.getByTestId('add-api-key').first().click()
  const form = new Form(page, 'api-key-form')
  await form.root.waitFor()
  for (const box of await form.root.locator('input[name="scopes"]').all()) {
    await box.setChecked(scopes.includes(await box.getAttribute('value')))
  }
  await form.fill(values)
  await guest.stop('a new key')
  await form.submit()
  const shown = page.getByTestId('api-key')
  const key = (await shown.locator('code, pre').first().innerText()).trim()
  await guest.stop('the key, once')
  return key
}
