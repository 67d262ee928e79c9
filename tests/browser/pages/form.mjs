// A form of the component kit: fields by their names in the API, one button that submits, faults beside the fields.

export class Form {
  constructor(page, testid) {
    this.page = page
    this.root = page.getByTestId(testid)
  }

  field(name) {
    return this.root.locator(`[name="${name}"]`)
  }

  /** Fills in what is given: text, `true`/`false` for a check box, or the value of a choice. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name)
      const tag = await field.evaluate((element) => (element.type === 'checkbox' ? 'check' : element.localName))
      if (tag === 'check') await field.setChecked(value)
      else if (tag === 'select') await field.selectOption(value)
      else await field.fill(value)
    }
    return this
  }

  async submit() {
    await this.root.locator('button[type="submit"]').click()
  }

  /** What is said to be wrong with a field, once it is said. */
  async fault(name) {
    const field = this.field(name)
    await field.and(this.page.locator('[aria-invalid="true"]')).waitFor()
    const ids = (await field.getAttribute('aria-describedby')).split(' ')
    const texts = await Promise.all(ids.map((id) => this.page.locator(`[id="${id}"]`).innerText()))
    return texts.join(' ').trim()
  }
}
