// Settings taken over from files, and written out as files.

import { readFile } from 'node:fs/promises'

export class ImportDialog {
  constructor(page) {
    this.page = page
    this.root = page.getByTestId('import')
    this.text = this.root.locator('[name="content"]')
    this.preview = this.root.getByTestId('import-preview')
  }

  async open() {
    await this.page.getByTestId('open-import').first().click()
    await this.text.waitFor()
    return this
  }

  /** Gives a text as if it was pasted, and asks for its preview. */
  async paste(text) {
    await this.text.fill(text)
    await this.root.getByTestId('import-look').click()
  }

  /** Drops a file on the dialog. */
  async drop(name, bytes) {
    const carried = await this.page.evaluateHandle(([name, bytes]) => {
      const carried = new DataTransfer()
      carried.items.add(new File([new Uint8Array(bytes)], name))
      return carried
    }, [name, [...bytes]])
    const zone = this.root.getByTestId('import-drop')
    await zone.dispatchEvent('dragover', { dataTransfer: carried })
    await this.root.locator('.drop-zone-veil').waitFor()
    await zone.dispatchEvent('drop', { dataTransfer: carried })
  }

  row(name) {
    return this.root.locator(`tr[data-name="${name}"]`)
  }

  /** What becomes of each name, as the preview says it. */
  async outcomes() {
    await this.preview.waitFor()
    return this.root.locator('tbody tr').evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.dataset.name, row.querySelector('.badge').textContent.trim()])))
  }

  /** Imports what is chosen, and closes the dialog. */
  async run() {
    await this.root.getByTestId('import-run').click()
    const words = await this.root.getByTestId('imported').innerText()
    await this.root.getByTestId('import-close').click()
    await this.root.locator('h2').waitFor({ state: 'detached' })
    return words.trim()
  }
}

export class ExportDialog {
  constructor(page) {
    this.page = page
    this.root = page.getByTestId('export')
  }

  async open() {
    await this.page.getByTestId('variables-more').click()
    await this.page.getByTestId('open-export').click()
    await this.root.locator('h2').waitFor()
    return this
  }

  choose(format) {
    return this.root.getByRole('radio', { name: format }).check()
  }

  download() {
    return this.root.getByTestId('export-download').click()
  }

  /** What the browser is given to save once `work` is done: name and text. */
  async saved(work = () => this.download()) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), work()])
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
  }
}
