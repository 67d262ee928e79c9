// The checks of an environment: one asked for, run again, its history, the whole tenant, notices.

export class ChecksPage {
  constructor(page, tenant, environment = 'production') {
    Object.assign(this, { page, tenant, environment })
    this.dialog = page.getByTestId('ask-dialog')
  }

  async open(environment = this.environment) {
    await this.page.goto(`/tenants/${this.tenant}/environments/${environment}/checks`)
    await this.page.getByTestId('schedule').waitFor()
  }

  /** Opens the dialog, looks for a check and chooses it. */
  async choose(kind, sought) {
    await this.page.getByTestId('ask').click()
    await this.dialog.locator('input[type="search"]').fill(sought)
    await this.dialog.getByTestId(`kind-${kind}`).click()
    await this.dialog.getByTestId('ask-form').waitFor()
  }

  field(name) {
    return this.dialog.locator(`[data-field="${name}"]`)
  }

  /** Says something about the check that was chosen, and leaves the field. */
  async say(name, text) {
    const input = this.field(name).locator('input')
    await input.fill(text)
    await input.blur()
  }

  /** What is wrong with a field. */
  fault(name) {
    return this.field(name).locator('.field-error')
  }

  async send() {
    await this.dialog.getByTestId('run-asked').click()
  }

  /** The line of a check whose last run came out so. */
  run(kind, state) {
    return this.page.getByTestId('runs').locator(`[data-testid="run-${kind}"][data-state="${state}"]`)
  }

  /** Runs a check again, from its line or its page, and waits until that came out so. */
  async again(kind, before, after) {
    await this.run(kind, before).getByTestId('again').click()
    await this.run(kind, after).waitFor()
  }

  /** Forgets the check whose page is open, and goes back to the others. */
  async forget() {
    await this.page.getByTestId('forget').click()
    await this.page.getByTestId('confirm-action').click()
    await this.page.waitForURL(/\/checks$/)
  }

  notices() {
    return this.page.getByTestId('notice')
  }

  /** How many notices the rail counts. */
  unread() {
    return this.page.getByTestId('unread-notices')
  }

  /** Runs everything of the tenant again; gives how that ended, in words. */
  async runTenant() {
    await this.page.getByTestId('run-tenant').click()
    const ended = this.page.getByTestId('round-ended').locator('span').last()
    await ended.waitFor()
    return ended.innerText()
  }

  /** How many checks of an environment came out so, where the whole tenant is shown. */
  whole(environment, state) {
    return this.page.getByTestId(`whole-${environment}`).locator(`.check-tally [data-state="${state}"]`)
  }

  /** How the runs that a check's page shows came out, the newest first. */
  async past() {
    await this.page.getByTestId('past').first().waitFor()
    return this.page.getByTestId('past').evaluateAll((rows) => rows.map((row) => row.dataset.state))
  }

  async marks() {
    return this.page.getByTestId('marks').locator('li').evaluateAll((marks) => marks.map((mark) => mark.dataset.state))
  }
}
