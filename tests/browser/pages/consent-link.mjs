// The page behind a consent link, as somebody without an account sees it, and the card on which links are made.

import { Form } from './form.mjs'

export class ConsentLinkPage {
  constructor(page, url) {
    Object.assign(this, { page, url })
  }

  async open() {
    await this.page.goto(this.url)
    await this.asked().waitFor()
  }

  asked() {
    return this.page.getByTestId('consent-asked')
  }

  /** Presses the button and waits for the directory's page. */
  async leave() {
    await this.page.getByTestId('consent-go').click()
    await this.page.locator('#accept').waitFor()
  }

  /** Waits until that is what became of it. */
  async result(state) {
    await this.page.locator(`[data-testid="consent-result"][data-state="${state}"]`).waitFor()
  }

  /** Opens the link and waits until it is of no use, for that reason. */
  async dead(code) {
    await this.page.goto(this.url)
    await this.page.locator(`[data-testid="consent-dead"][data-code="${code}"]`).waitFor()
  }
}

export class ConsentLinks {
  constructor(page) {
    Object.assign(this, { page, card: page.getByTestId('consent-links') })
  }

  /** Makes a link; tells its address. `look`: what to do while it is shown. */
  async make(values, look) {
    await this.card.getByTestId('make-link').click()
    const form = await new Form(this.page, 'link-form').fill(values)
    await look?.('form')
    await form.submit()
    const url = (await this.page.getByTestId('link-url').locator('code').innerText()).trim()
    await look?.('made')
    await this.page.getByTestId('link-done').click()
    await this.page.getByTestId('link-dialog').waitFor({ state: 'hidden' })
    return url
  }

  /** `confirm`, `reject` or `revoke` the newest; waits until it is in `state`. */
  async decide(what, state) {
    await this.card.getByTestId(`${what}-link`).first().click()
    await this.page.getByTestId('confirm-action').click()
    await this.newest(state)
  }

  /** Waits until the newest link is in `state`. */
  async newest(state) {
    await this.card.locator(`li:first-child[data-testid="consent-link"][data-state="${state}"]`).waitFor()
  }
}
