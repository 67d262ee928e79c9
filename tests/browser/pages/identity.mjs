// Set-up and sign-in.

import { Form } from './form.mjs'

export const ADMINISTRATOR = { name: 'Ada Administrator', email: 'ada@example.com', password: 'wind-over-quiet-water-9041' }

/** Creates the first administrator through the set-up link; ends on the list of tenants. */
export async function setUp(page, program, person = ADMINISTRATOR) {
  await page.goto(program.setupLink)
  await (await new Form(page, 'setup-form').fill(person)).submit()
  await page.waitForURL('**/tenants')
}

export class SignIn extends Form {
  constructor(page) {
    super(page, 'sign-in-form')
  }

  async open() {
    await this.page.goto('/sign-in')
    await this.root.waitFor()
    return this
  }

  async as({ email, password }) {
    await this.fill({ email, password })
    await this.submit()
  }
}

export async function signOut(page) {
  await page.getByTestId('account').click()
  await page.getByTestId('sign-out').click()
  await page.waitForURL('**/sign-in**')
}
