// Connection strings of an environment: the list, and the editor of one with its properties and its text.

import assert from 'node:assert/strict'

import { until } from '../harness/until.mjs'

/** What stands in the place of a secret. */
export const MASK = '••••••••'

export class ConnectionStringsPage {
  constructor(page, tenant, environment = 'production') {
    Object.assign(this, { page, tenant, environment })
    this.path = `/tenants/${tenant}/environments/${environment}/connection-strings`
    this.api = `/api/v1${this.path}`
  }

  async ready() {
    await this.page.getByRole('heading', { level: 1 }).waitFor()
    await this.page.waitForFunction(() => !document.querySelector('.skeleton'))
  }

  /** The list. */
  async open(query = '') {
    await this.page.goto(`${this.path}${query}`)
    await this.ready()
  }

  row(text) {
    return this.page.getByTestId('connection-strings').locator('tbody tr').filter({ hasText: text })
  }

  /** Makes one through the API, as the signed-in administrator, and opens it. */
  async made(body) {
    const id = await this.page.evaluate(
      async ([path, body]) => {
        const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
        if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
        return (await answer.json()).id
      },
      [this.api, body],
    )
    await this.openOne(id)
    return id
  }

  async openOne(id) {
    await this.page.goto(`${this.path}/${id}`)
    await this.page.getByTestId('properties').waitFor()
  }

  /** Goes to a new one of a kind, by the list. */
  async begin(kind) {
    await this.page.getByTestId('add-entry').first().click()
    await this.page.getByTestId(`kind-${kind}`).click()
    await this.page.getByTestId('properties').waitFor()
  }

  target() {
    return this.page.locator('[name="target"]')
  }

  property(key) {
    return this.page.locator(`[data-property="${key}"]`)
  }

  control(key) {
    return this.property(key).locator('input, select')
  }

  /** Fills a property in, or chooses it. */
  async fill(key, value) {
    const control = this.control(key)
    if ((await control.evaluate((element) => element.localName)) === 'select') await control.selectOption(value)
    else await control.fill(value)
  }

  textArea() {
    return this.page.locator('textarea[name="text"]')
  }

  text() {
    return this.textArea().inputValue()
  }

  /** Waits until the text is `wanted`. */
  async says(wanted) {
    await until(`the text is ${wanted}`, async () => (await this.text()) === wanted, 10_000).catch(async (error) => {
      assert.equal(await this.text(), wanted)
      throw error
    })
  }

  /** Waits until a property's control holds `wanted`. */
  async holds(key, wanted) {
    await until(`${key} is ${wanted}`, async () => (await this.control(key).inputValue()) === wanted, 10_000)
  }

  warning(code) {
    return this.page.locator(`[data-code="${code}"]`)
  }

  /** Scrolls to where neither the bar at the top nor the one at the bottom cuts a control in two. */
  async uncut() {
    const found = await this.page.evaluate(() => {
      const edge = (selector, side) => document.querySelector(selector)?.getBoundingClientRect()[side]
      const controls = [...document.querySelectorAll('.entry :is(a, button, input, select, textarea)')]
      const cut = () =>
        controls.some((control) => {
          const { top, bottom } = control.getBoundingClientRect()
          return [edge('.top-bar', 'bottom'), edge('.save-bar', 'top')].some((at) => at !== undefined && top < at + 1 && bottom > at - 1)
        })
      for (let y = 0; y <= document.documentElement.scrollHeight; y += 4) {
        window.scrollTo(0, y)
        if (!cut()) return true
      }
      return false
    })
    assert.ok(found, 'a bar always cuts a control in two')
  }

  async create() {
    await this.page.getByTestId('create-entry').click()
    await this.page.waitForURL(/connection-strings\/[0-9a-f-]{36}$/)
    await this.page.getByTestId('properties').waitFor()
    return new URL(this.page.url()).pathname.split('/').at(-1)
  }

  async save() {
    await this.page.getByTestId('save-entry').click()
    await this.saved()
  }

  async saved() {
    await this.page.getByTestId('save-bar').waitFor({ state: 'detached' })
  }

  /** The versions, in their dialog. */
  async history() {
    await this.page.getByTestId('open-history').click()
    const dialog = this.page.getByTestId('entry-history')
    await dialog.locator('[data-version]').first().waitFor()
    return dialog
  }

  /** Everything that stands on the page, values of fields included. */
  everything() {
    return this.page.evaluate(() => {
      const fields = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value)
      return document.documentElement.outerHTML + fields.join('\n')
    })
  }
}
