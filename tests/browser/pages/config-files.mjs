// The configuration files of an environment: the list, one file, its patched copy, linked values, parameter sets.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import { ADMINISTRATOR } from './identity.mjs'
import { Form } from './form.mjs'

export class ConfigFilesPage {
  constructor(page, tenant) {
    Object.assign(this, { page, tenant })
  }

  async open({ environment = 'production', query = '' } = {}) {
    await this.page.goto(`/tenants/${this.tenant}/environments/${environment}/config-files${query}`)
    await this.ready()
  }

  async ready() {
    await this.page.getByRole('heading', { level: 1 }).waitFor()
    await this.page.waitForFunction(() => !document.querySelector('.skeleton'))
  }

  async tab(name) {
    await this.page.locator(`.tabs a[href*="tab=${name}"], .tabs a:not([href*="tab="])`).nth(name === 'files' ? 0 : { linked: 1, sets: 2 }[name]).click()
    await this.ready()
  }

  /** Chooses files with the button, as the browser's own dialog would. */
  async choose(...files) {
    await this.page.getByTestId('upload-input').setInputFiles(files.map(({ name, bytes }) => ({ name, mimeType: 'text/xml', buffer: Buffer.from(bytes) })))
  }

  /** Drops a file on the list. */
  async drop({ name, bytes }) {
    const carried = await this.page.evaluateHandle(
      ([name, bytes]) => {
        const carried = new DataTransfer()
        carried.items.add(new File([new Uint8Array(bytes)], name, { type: 'text/xml' }))
        return carried
      },
      [name, [...Buffer.from(bytes)]],
    )
    const zone = this.page.getByTestId('config-drop')
    await zone.dispatchEvent('dragenter', { dataTransfer: carried })
    await zone.dispatchEvent('dragover', { dataTransfer: carried })
    await this.page.locator('.drop-zone-veil').waitFor()
    await zone.dispatchEvent('drop', { dataTransfer: carried })
    await this.page.locator('.drop-zone-veil').waitFor({ state: 'detached' })
  }

  row(name) {
    return this.page.locator(`[data-file="${name}"]`)
  }

  /** Waits for the page of a file. */
  async file(name) {
    await this.page.getByRole('heading', { level: 1, name }).waitFor()
    await this.page.getByTestId('versions').locator('[data-version]').first().waitFor()
  }

  finding(check) {
    return this.page.locator(`[data-check="${check}"]`)
  }

  async preview() {
    await this.page.getByTestId('patched').click()
    const dialog = this.page.getByTestId('patched-dialog')
    await dialog.getByTestId('patch-preview').waitFor()
    return dialog
  }

  /** Presses a button that downloads, gives the password if it is wanted, and answers the bytes. */
  async download(testid) {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      (async () => {
        await this.page.getByTestId(testid).click()
        const password = new Form(this.page, 'reauthentication-form')
        const wanted = await Promise.race([
          password.root.waitFor().then(() => true, () => false),
          this.page.waitForEvent('download').then(() => false, () => false),
        ])
        if (wanted) {
          await password.fill({ password: ADMINISTRATOR.password })
          await password.submit()
        }
      })(),
    ])
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }

  /** Asks the API as the signed-in administrator. */
  async api(method, path, body) {
    const [status, text] = await this.page.evaluate(
      async ([method, path, body]) => {
        const response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
        return [response.status, await response.text()]
      },
      [method, `/api/v1/tenants/${this.tenant}/environments/production/${path}`, body],
    )
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`)
    return text && JSON.parse(text)
  }

  place(name) {
    return this.page.locator(`[data-place="${name}"]`)
  }

  parameter(name) {
    return this.page.locator(`[data-parameter="${name}"]`)
  }

  async fill(name, value) {
    const input = this.parameter(name).locator('input, select')
    if ((await input.evaluate((element) => element.localName)) === 'select') await input.selectOption(value)
    else await input.fill(value)
  }

  async choice(id, option) {
    await this.page.locator(`[data-choice="${id}"] input[value="${option}"]`).check()
  }
}
