// The list of tenants, and one tenant with its environments.

import { Form } from './form.mjs'

export async function createTenant(page, values) {
  await page.goto('/tenants')
  await page.getByTestId('add-tenant').first().click()
  const form = new Form(page, 'create-tenant-form')
  await form.fill(values)
  await form.submit()
  await page.waitForURL(/\/tenants\/[a-z0-9-]+$/)
}

export async function addEnvironment(page, values) {
  // Cards above that are still being read push this button down.
  await page.waitForFunction(() => !document.querySelector('.skeleton'))
  await page.getByTestId('add-environment').click()
  const form = new Form(page, 'environment-form')
  await form.fill(values)
  await form.submit()
  await page.getByTestId('environments').getByText(values.name).first().waitFor()
}
