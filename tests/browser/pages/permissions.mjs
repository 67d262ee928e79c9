// The permissions of a resource: what is needed, what was proved, and asking for consent.

import { Form } from './form.mjs'

export class PermissionsPage {
  constructor(page, tenant, id) {
    Object.assign(this, { page, path: `/tenants/${tenant}/resources/${id}?tab=permissions` })
  }

  async open() {
    await this.page.goto(this.path)
    await this.ready()
  }

  async ready() {
    await this.page.getByTestId('needed').waitFor()
    await this.shown().waitFor()
  }

  shown() {
    return this.page.getByTestId('needed').getByTestId('permission-state')
  }

  state() {
    return this.shown().getAttribute('data-state')
  }

  /** Checks, and waits until that is what was found. */
  async check(expected) {
    await this.page.getByTestId('check-permissions').click()
    await this.page.getByTestId('needed').locator(`[data-testid="permission-state"][data-state="${expected}"]`).waitFor()
  }

  async ask() {
    await this.page.getByTestId('ask-consent').click()
    await this.page.getByTestId('begin-consent').waitFor()
  }

  /** Makes the address; tells it. */
  async address() {
    await this.page.getByTestId('begin-consent').click()
    return (await this.page.getByTestId('consent-address').locator('code').innerText()).trim()
  }

  async leaveForConsent() {
    await this.page.getByTestId('open-consent').click()
    await this.page.locator('#accept').waitFor()
  }

  /** Says what is needed, instead of the type. */
  async need(text) {
    await this.page.getByTestId('change-needed').click()
    const form = new Form(this.page, 'needed-form')
    await form.fill({ needed: text })
    await form.submit()
    await this.page.getByTestId('needed-dialog').waitFor({ state: 'hidden' })
  }

  /** Waits until the application's reach is in `state`. */
  async reaches(state) {
    await this.page.locator(`[data-testid="reach-state"][data-state="${state}"]`).waitFor()
  }

  /** Records a limit of the reach. */
  async limitReach(policy) {
    await this.page.getByTestId('record-reach').click()
    const form = new Form(this.page, 'reach-form')
    await form.fill(policy)
    await form.submit()
    await this.page.getByTestId('reach-dialog').waitFor({ state: 'hidden' })
  }

  /** The states of the consents that were asked for, the newest first. */
  async history() {
    await this.page.getByTestId('consent').first().waitFor()
    return this.page.getByTestId('consent').evaluateAll((rows) => rows.map((row) => row.dataset.state))
  }
}
