// The variables of an environment: the matrix, its cells, what is staged, the review before it is saved.

import assert from 'node:assert/strict'

import { until } from '../harness/until.mjs'

export class VariablesPage {
  constructor(page, tenant) {
    Object.assign(this, { page, tenant })
  }

  async open({ environment = 'production', query = '' } = {}) {
    await this.page.goto(`/tenants/${this.tenant}/environments/${environment}/variables${query}`)
    await this.page.getByRole('heading', { level: 1 }).waitFor()
    await this.page.waitForFunction(() => !document.querySelector('.skeleton'))
  }

  /** Saves operations through the API, as the signed-in administrator. */
  async put(operations, environment = 'production', note) {
    const path = `/api/v1/tenants/${this.tenant}/environments/${environment}/variables/changes`
    const [status, text] = await this.page.evaluate(
      async ([path, body]) => {
        const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
        return [response.status, await response.text()]
      },
      [path, { note, operations: operations.map((operation) => ({ op: 'put', ...operation })) }],
    )
    assert.equal(status, 200, text)
    return JSON.parse(text)
  }

  row(name) {
    return this.page.locator(`.matrix tr[data-key="${name.toLowerCase()}"]`)
  }

  cell(name, column = 0) {
    return this.row(name).locator(`[data-column="${column}"]`)
  }

  async text(name, column = 0) {
    return (await this.cell(name, column).innerText()).trim()
  }

  /** Waits until a cell says `wanted`. */
  async shows(name, wanted, column = 0) {
    await until(`${name} is ${wanted}`, async () => (await this.text(name, column)) === wanted, 15_000)
  }

  /** Edits a cell in place, and stages it with Enter. */
  async edit(name, value, column = 0) {
    await this.cell(name, column).click()
    const input = this.page.getByTestId('cell-editor').locator('input, select')
    if ((await input.evaluate((element) => element.localName)) === 'select') await input.selectOption(value)
    else await input.fill(value)
    await input.press('Enter')
    await this.page.getByTestId('cell-editor').waitFor({ state: 'detached' })
  }

  /** Opens the details of a variable. */
  async details(name) {
    await this.row(name).locator('.matrix-name').click()
    const dialog = this.page.getByTestId('variable')
    await dialog.locator('h2').waitFor()
    return dialog
  }

  async review() {
    await this.page.getByTestId('review').click()
    const dialog = this.page.getByTestId('review-dialog')
    await dialog.locator('h2').waitFor()
    await this.page.waitForFunction(() => !document.querySelector('[data-testid="review-dialog"] .skeleton'))
    return dialog
  }

  async save() {
    const dialog = await this.review()
    await this.confirm(dialog)
  }

  async confirm(dialog) {
    await dialog.getByTestId('save-changes').click()
    await dialog.waitFor({ state: 'hidden' })
    await this.page.getByTestId('staged').waitFor({ state: 'detached' })
  }
}
