// Playbooks, for portal administrators: the list, one of them, and the upload.

/** The pages. */
export class PlaybooksPage {
  constructor(page) {
    this.page = page
    this.form = page.getByTestId('playbook-form')
  }

  row(id) {
    return this.page.getByTestId('playbooks').locator('tr', { has: this.page.locator('code', { hasText: new RegExp(`^${id}$`) }) })
  }

  async open(id) {
    await this.row(id).getByRole('link').click()
    await this.page.waitForURL(`**/playbooks/of/${id}`)
    await this.page.getByTestId('playbook-files').waitFor()
  }

  /** Chooses files by their names. */
  async choose(files) {
    const buffers = Object.entries(files).map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) }))
    await this.page.getByTestId('choose-files-input').setInputFiles(buffers)
  }

  text(file) {
    return this.form.locator(`textarea[name="${file}"]`)
  }

  async upload() {
    await this.page.getByTestId('upload-now').click()
  }

  /** What is wrong on a line of a file. */
  fault(file, line) {
    return this.page.getByTestId(`faults-${file}`).locator(`[data-line="${line}"]`)
  }

  /** What is selected in the text of a file. */
  selected(file) {
    return this.text(file).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd))
  }
}
