// Resource types: the list, and one type with its grid. Of a tenant, or of the portal.

export class TypePage {
  constructor(page, tenant) {
    Object.assign(this, { page, root: tenant ? `/tenants/${tenant}/resource-types` : '/catalog' })
  }

  async list() {
    await this.page.goto(this.root)
    await this.page.getByTestId('types').waitFor()
  }

  /** Opens a type from the list; remembers where it is. */
  async open(name) {
    await this.page.getByTestId('types').getByRole('link', { name, exact: true }).click()
    await this.page.getByRole('heading', { level: 1, name }).waitFor()
  }

  /** Where the page is now. */
  get path() {
    return this.known
  }

  /** The box of a parameter's default. */
  defaultOf(parameter, phase) {
    const phases = { authorization: 'Authorization', token: 'Token', refresh: 'Refresh' }
    return this.page.getByRole('textbox', { name: new RegExp(`${parameter}, ${phases[phase]}`) })
  }

  flag(parameter, phase, flag) {
    return this.page.getByRole('checkbox', { name: new RegExp(`^${parameter}, ${phase}.*${flag}$`) })
  }

  nameOf(row) {
    return this.page.locator('[data-column="name"]').nth(row)
  }

  /** Saves what nobody notices yet. */
  async save() {
    this.known = new URL(this.page.url()).pathname
    await this.page.getByTestId('save-type').click()
    await this.page.getByTestId('save-bar').waitFor({ state: 'detached' })
  }
}
