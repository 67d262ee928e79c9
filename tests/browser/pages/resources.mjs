// A resource: made from a built-in type, its endpoints discovered, its parameters edited in the grid, authorized.

import { Form } from './form.mjs'

const PHASES = ['authorization', 'token', 'refresh']

/** Makes a resource of `type`; ends on its configuration. */
export async function createResource(page, guest, tenant, type, values) {
  await page.goto(`/tenants/${tenant}/resources`)
  await page.getByTestId('add-resource').first().click()
  await page.getByTestId(`type-${type}`).click()
  const form = new Form(page, 'create-resource-form')
  await form.fill(values)
  await guest.stop('a new resource')
  await form.submit()
  await page.waitForURL(/\/resources\/[0-9a-f-]{36}/)
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const resource = new ResourcePage(page, tenant, id)
  await resource.ready()
  return resource
}

/** Makes a resource as automation would, with the session of the page; gives its id. */
export async function madeByApi(page, tenant, body) {
  return page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()).id
    },
    [`/api/v1/tenants/${tenant}/resources`, body],
  )
}

export class ResourcePage {
  constructor(page, tenant, id) {
    Object.assign(this, { page, tenant, id })
    this.path = `/tenants/${tenant}/resources/${id}`
  }

  /** The tokens of the resource. */
  async open() {
    await this.page.goto(this.path)
    await this.page.getByTestId('tokens').waitFor()
  }

  async configuration() {
    if (!this.page.url().endsWith(`${this.path}?tab=configuration`)) await this.page.goto(`${this.path}?tab=configuration`)
    await this.ready()
  }

  /** Waits for the parameter grid. */
  async ready() {
    await this.page.getByTestId('parameters').waitFor()
  }

  async callbackUrl() {
    return (await this.page.getByTestId('callback-url').locator('code').innerText()).trim()
  }

  endpoints() {
    return this.page.getByTestId('endpoints').innerText()
  }

  /** Asks `issuer` for its endpoints; the answer stays open. */
  async tryToDiscover(issuer) {
    const dialog = this.page.getByTestId('discover-dialog')
    if (!(await dialog.isVisible())) await this.page.getByTestId('discover').click()
    const form = new Form(this.page, 'discover-form')
    await form.fill({ issuer })
    await form.submit()
    return dialog
  }

  /** Finds the endpoints and takes them over. */
  async discover(issuer) {
    const dialog = await this.tryToDiscover(issuer)
    await dialog.getByTestId('apply-discovery').click()
    await dialog.waitFor({ state: 'hidden' })
    await this.page.getByTestId('endpoints').getByText(`${issuer}/token`).waitFor()
  }

  row(parameter) {
    return this.page.locator(`[data-parameter="${parameter}"]`)
  }

  cell(parameter, phase) {
    return this.row(parameter).locator('td.grid-cell').nth(PHASES.indexOf(phase)).locator('input')
  }

  /** Types into the grid and saves each row: one text for every phase that sends it, or one a phase. */
  async edit(parameters) {
    for (const [name, given] of Object.entries(parameters)) {
      const values = typeof given === 'string' ? Object.fromEntries(PHASES.map((phase) => [phase, given])) : given
      let last
      for (const [phase, value] of Object.entries(values)) {
        const cell = this.cell(name, phase)
        if ((await cell.count()) === 0) continue
        await cell.fill(value)
        last = cell
      }
      const saved = this.page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().endsWith(`/parameters/${name}`))
      await last.press('Enter')
      await saved
      await this.row(name).and(this.page.locator(':not(.is-dirty)')).waitFor()
    }
  }

  /** The requests that follow, as the page shows them. */
  preview() {
    return this.page.getByTestId('requests').innerText()
  }

  /** Asks for a device code; tells the code and where to enter it. */
  async beginDevice(subject) {
    if (!(await this.page.getByTestId('tokens').isVisible())) await this.open()
    const form = new Form(this.page, 'obtain-form')
    if (!(await form.root.isVisible())) await this.page.getByTestId('obtain-token').first().click()
    await form.fill({ subject })
    await form.submit()
    const code = (await this.page.getByTestId('user-code').innerText()).trim()
    return { code, uri: await this.page.getByTestId('verification-link').getAttribute('href') }
  }

  /** Waits until the dialog says that. */
  async deviceSays(text) {
    await this.page.getByTestId('device-state').getByText(text).waitFor()
  }

  /** Begins an authorization: the browser leaves for the provider. */
  async authorize(subject) {
    if (!(await this.page.getByTestId('tokens').isVisible())) await this.open()
    await this.page.getByTestId('obtain-token').first().click()
    const form = new Form(this.page, 'obtain-form')
    if (subject) await form.fill({ subject })
    await form.submit()
  }

  /** Waits for the end of the authorization and goes back to the tokens. */
  async backWithToken() {
    const done = this.page.getByTestId('authorization-complete')
    await done.waitFor()
    await done.getByRole('link').click()
    await this.page.waitForURL((url) => url.pathname === this.path)
    await this.token()
  }

  /** Obtains a token without anybody having to do anything. */
  async acquire() {
    if (!(await this.page.getByTestId('tokens').isVisible())) await this.open()
    await this.page.getByTestId('obtain-token').first().click()
    await new Form(this.page, 'obtain-form').submit()
    return this.token()
  }

  /** Opens the dialog in which another service is chosen for the sign-in of `token`. */
  async anotherAudience(token) {
    await token.getByTestId('another-audience').click()
    const form = new Form(this.page, 'audience-form')
    await form.root.waitFor()
    return form
  }

  /** Opens the dialog in which another cloud is chosen. */
  async anotherCloud() {
    await this.page.getByTestId('change-cloud').click()
    const dialog = this.page.getByTestId('cloud-dialog')
    await dialog.locator('[name="cloud"]').waitFor()
    return dialog
  }

  /** A cached token, by its subject where there are several. */
  async token(subject) {
    const tokens = this.page.getByTestId('token')
    const token = (subject ? tokens.filter({ hasText: subject }) : tokens).first()
    await token.waitFor()
    return token
  }
}
