// Migrations: begun from a playbook, gone through step by step.

import assert from 'node:assert/strict'

/** The list of an environment, and how one is begun. */
export class MigrationsPage {
  constructor(page, tenant, environment = 'production') {
    Object.assign(this, { page, tenant })
    this.path = `/tenants/${tenant}/environments/${environment}/migrations`
  }

  async open() {
    await this.page.goto(this.path)
    await this.page.getByTestId('add-migration').first().waitFor()
  }

  /** Asks the API as whoever is signed in; `path` is below the environment. */
  async send(method, path, body) {
    const [status, answer] = await this.page.evaluate(
      async ([method, path, body]) => {
        const response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
        return [response.status, await response.json()]
      },
      [method, `/api/v1${this.path.replace(/migrations$/, '')}${path}`, body],
    )
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }

  /** Begins one through the API, fills `values`, and opens its page. */
  async made(playbook, values) {
    const { id } = await this.send('POST', 'migrations', { playbook })
    await this.send('PUT', `migrations/${id}/values`, { values })
    await this.page.goto(`${this.path}/${id}`)
    const migration = new MigrationPage(this.page)
    await migration.ready()
    return migration
  }

  /** The texts of the connection strings, secrets masked. */
  async texts() {
    return (await this.send('GET', 'connection-strings')).items.map((entry) => entry.text)
  }

  /** Chooses a playbook, its options and the names of resources that play a role, and begins; ends on the migration. */
  async begin(playbook, options, guest, resources = {}) {
    await this.page.getByTestId('add-migration').first().click()
    await this.page.getByTestId(`playbook-${playbook}`).waitFor()
    await guest?.stop('which playbook')
    await this.page.getByTestId(`playbook-${playbook}`).click()
    await this.page.getByTestId('begin-form').waitFor()
    for (const [option, choice] of Object.entries(options)) {
      await this.page.getByTestId(`option-${option}`).locator(`input[value="${choice}"]`).check()
    }
    for (const [role, label] of Object.entries(resources)) {
      await this.page.getByTestId(`role-${role}`).locator('select').selectOption({ label })
    }
    // From the top: a bar that covers half a choice would count as its size.
    await this.page.evaluate(() => window.scrollTo(0, 0))
    await guest?.stop('before a migration begins')
    await this.page.getByTestId('begin').click()
    await this.page.waitForURL(/\/migrations\/[0-9a-f-]{36}/)
    const migration = new MigrationPage(this.page)
    await migration.ready()
    return migration
  }
}

/** One migration. */
export class MigrationPage {
  constructor(page) {
    this.page = page
    this.sheet = page.getByTestId('step-sheet')
  }

  async ready() {
    await this.sheet.waitFor()
  }

  line(step) {
    return this.page.getByTestId(`step-${step}`)
  }

  /** Goes to a step by its line. */
  async go(step) {
    await this.line(step).click()
    await this.page.waitForURL(new RegExp(`/steps/${step}$`))
    await this.sheet.waitFor()
  }

  /** Opens the next step from the end of this one: it is shown from its top, and reading goes on at its heading. */
  async opensFromItsTop(next) {
    const link = this.sheet.getByTestId('next-step')
    await this.page.setViewportSize({ width: 1280, height: 500 })
    await link.scrollIntoViewIfNeeded()
    assert.ok((await this.sheet.boundingBox()).y < 0, 'the step is long enough to be left from its end')
    await link.click()
    await this.page.waitForURL(new RegExp(`/steps/${next}$`))
    await this.page.waitForFunction(() => document.activeElement?.id === 'step-title')
    const bar = await this.page.locator('.top-bar').boundingBox()
    const { y } = await this.sheet.boundingBox()
    assert.ok(y >= bar.height && y < 250, `the step begins at ${y} px`)
    await this.page.setViewportSize({ width: 1280, height: 860 })
  }

  input(value) {
    return this.sheet.getByTestId('step-form').locator(`[data-value="${value}"]`).locator('input, select')
  }

  /** Fills values of the step at hand and saves them; without any, takes over what is proposed. */
  async fill(values = {}) {
    for (const [value, text] of Object.entries(values)) {
      const field = this.input(value)
      if ((await field.evaluate((element) => element.localName)) === 'select') await field.selectOption(text)
      else await field.fill(text)
    }
    const answered = this.page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/values'))
    await this.sheet.getByTestId('save-values').click()
    const answer = await answered
    assert.equal(answer.status(), 200, await answer.text())
    await this.page.waitForFunction(() => !document.querySelector('[data-testid="step-form"] [aria-busy="true"]'))
  }

  action(name) {
    return this.sheet.getByTestId(`action-${name}`)
  }

  /** Lets the portal do something, and waits until it is done. */
  async act(name) {
    await this.action(name).getByTestId('do').click()
    await this.action(name).locator('.tone-good').waitFor()
  }

  /** Looks at what writing the settings changes, and writes them; gives the names. */
  async writeSettings() {
    await this.action('settings').getByTestId('do').click()
    const preview = this.page.getByTestId('settings-preview')
    await preview.locator('tbody th').first().waitFor()
    const names = await preview.locator('tbody th').allInnerTexts()
    await preview.getByTestId('write-settings').click()
    await preview.waitFor({ state: 'hidden' })
    return names
  }

  /** Switches production over, or back. */
  async switchOver(side) {
    await this.sheet.getByTestId('switch').click()
    await this.page.getByTestId('confirm-action').click()
    await this.sheet.locator(`.cutover-side[data-side="${side}"]`).waitFor()
  }

  /** Runs the checks of the step at hand; gives how each came out. */
  async check() {
    const button = this.sheet.getByTestId('check-step')
    await button.click()
    await this.sheet.getByTestId('checks').locator('[role="status"]', { hasText: /./ }).waitFor({ state: 'attached' })
    const rows = this.sheet.getByTestId('checks').locator('.check')
    return rows.evaluateAll((rows) => rows.map((row) => [row.dataset.testid.replace('check-', ''), row.dataset.state]))
  }

  /** The checks of the step at hand are green; whether they close it is another matter. */
  async shown(step) {
    const found = await this.check()
    const bad = found.filter(([, state]) => !['passed', 'warning'].includes(state))
    assert.deepEqual(bad, [], `${step}: ${await this.sheet.getByTestId('checks').innerText()}`)
  }

  /** The step at hand is green after its checks. */
  async proved(step) {
    await this.shown(step)
    await this.is(step, 'Done')
  }

  /** Shows the step's script in a language, or puts it away; gives its text. */
  async script(language, open = true) {
    const chip = this.sheet.getByTestId('scripts').getByRole('button', { name: language, exact: true })
    if ((await chip.getAttribute('aria-pressed')) !== String(open)) await chip.click()
    const text = this.sheet.getByTestId('script-text').locator('code')
    await text.waitFor({ state: open ? 'visible' : 'detached' })
    return open ? text.innerText() : ''
  }

  /** Pastes an output and has it read; nothing is filled in yet. */
  async paste(output) {
    const form = this.sheet.getByTestId('paste')
    await form.locator('textarea').fill(output)
    const told = this.page.waitForResponse((answer) => answer.url().endsWith('/paste'))
    await form.getByTestId('read-pasted').click()
    await told
  }

  /** What an output holds of a kind: the value where it is wanted here, else all that is said about it. */
  async pasted(kind) {
    const row = this.sheet.getByTestId('pasted').locator(`[data-kind="${kind}"]`)
    await row.waitFor()
    const text = await row.innerText()
    return /not needed|niet nodig/.test(text) ? text : row.locator('code').innerText()
  }

  /** Whether the sheet shows something that is not done: an action to be pressed, or a check that is not green. */
  async looksUndone() {
    const actions = this.sheet.locator('.action[data-testid^="action-"]:not([data-testid^="action-consent_request"])')
    const open = await actions.evaluateAll((all) => all.filter((one) => !one.querySelector('.action-deed .tone-good')).length)
    return open + (await this.sheet.locator('.check:not([data-state="passed"], [data-state="warning"])').count()) > 0
  }

  /** Says that the step at hand is done. The page asks first exactly where it shows something that is not. */
  async done(step) {
    const undone = await this.looksUndone()
    await this.sheet.getByTestId('done').click()
    if (undone) await this.page.getByTestId('close-anyway').click()
    await this.is(step, 'Done')
  }

  /** Presses "This is done" before it is: the page asks, and names what nobody has seen done. */
  async tooEarly() {
    await this.sheet.getByTestId('done').click()
    const dialog = this.page.getByTestId('undone-dialog')
    await dialog.locator('.undone li').first().waitFor()
    const named = await dialog.locator('.undone li').allInnerTexts()
    await dialog.getByTestId('go-back').click()
    await dialog.locator('.undone').waitFor({ state: 'hidden' })
    return named
  }

  async skip(step, reason) {
    await this.sheet.getByTestId('skip').click()
    const dialog = this.page.getByTestId('skip-dialog')
    await dialog.locator('[name="reason"]').fill(reason)
    await dialog.getByTestId('skip-step').click()
    await this.is(step, 'Skipped')
  }

  /** Signs in for the resource in a role: away to the identity server, where `there` acts, and back to the step. */
  async signIn(role, there) {
    const back = this.page.url()
    await this.action(`authorize:${role}`).getByTestId('do').click()
    await there(this.page)
    await this.page.getByTestId('authorization-complete').getByRole('link').click()
    await this.page.waitForURL(back)
    await this.ready()
  }

  /** Makes a link for consent to the resource in a role; tells its address. */
  async consentLink(role) {
    const action = this.action(`consent_request:${role}`)
    await action.getByTestId('make-link').click()
    return (await action.getByTestId('consent-url').locator('code').innerText()).trim()
  }

  /** Confirms what came back by the link. */
  async confirmConsent() {
    await this.sheet.getByTestId('confirm-link').click()
    await this.page.getByTestId('confirm-action').click()
    await this.sheet.locator('[data-testid="consent-link"][data-state="confirmed"]').waitFor()
  }

  /** Runs the checks of the step at hand, each of which ends as it is said. */
  async finds(expected) {
    assert.deepEqual(Object.fromEntries(await this.check()), expected, await this.sheet.getByTestId('checks').innerText())
  }

  /** A value that the step at hand shows to be copied. */
  async copied(value) {
    return (await this.sheet.locator(`[data-testid="copies"] [data-value="${value}"] code`).innerText()).trim()
  }

  /** Every step is done or skipped, and the page says so. */
  async completed() {
    const open = this.page.locator('[data-testid^="step-"][data-state]:not([data-state="Done"], [data-state="Skipped"])')
    assert.deepEqual(await open.evaluateAll((lines) => lines.map((line) => line.dataset.testid)), [], 'steps are left')
    await this.page.locator('.page-title').getByText(/Completed|Voltooid/).first().waitFor()
  }

  /** What the API tells of it, or below it. */
  async asked(below = '') {
    const path = new URL(this.page.url()).pathname.replace(/\/steps\/.*$/, '')
    const answer = await this.page.request.get(`/api/v1${path}${below}`)
    assert.equal(answer.status(), 200)
    return answer.json()
  }

  /** The report, as data. */
  told() {
    return this.asked('/report?format=json')
  }

  /** The resource in a role: its id. */
  async resource(role) {
    return (await this.asked()).resources.find((one) => one.role === role).resource
  }

  /** Waits until a step is in a state. */
  async is(step, state) {
    await this.page.locator(`[data-testid="step-${step}"][data-state="${state}"]`).waitFor({ state: 'attached' })
  }

  /** Goes to a step that only a person can close, and closes it. */
  async doneByHand(...steps) {
    for (const step of steps) {
      await this.go(step)
      await this.done(step)
    }
  }

  /** The report for print, in a tab of its own. */
  async report() {
    const [tab] = await Promise.all([this.page.context().waitForEvent('page'), this.page.getByTestId('report').click()])
    await tab.waitForLoadState()
    return tab
  }
}
