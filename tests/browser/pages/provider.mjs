// oidc-provider's own login and consent forms.

/** Signs in as `account` and consents; the browser is then on its way back. */
export async function signInAndConsent(page, provider, account = 'mail@contoso.example.com') {
  await page.waitForURL((url) => url.origin === provider.issuer)
  const consent = page.locator('form:has(input[name="prompt"][value="consent"]) button[type="submit"]')
  const login = page.locator('input[name="login"]')
  await consent.or(login).first().waitFor()
  // Somebody whom the provider still knows is only asked for consent.
  if (await login.isVisible()) {
    await login.fill(account)
    await page.locator('input[name="password"]').fill('anything will do there')
    await page.locator('button[type="submit"]').click()
  }
  await consent.click()
}

/** Says no at the login form. */
export async function refuse(page, provider) {
  await page.waitForURL((url) => url.origin === provider.issuer)
  await page.locator('a[href$="/abort"]').click()
}

/** Enters a device code, signs in as `account` and consents; ends on the page that says so. */
export async function enterCode(page, provider, uri, code, account = 'mail@contoso.example.com') {
  await page.goto(uri)
  await page.locator('input[name="user_code"]').fill(code)
  await page.locator('button[type="submit"]').click()
  await page.locator('button[type="submit"][autofocus]').click()
  await signInAndConsent(page, provider, account)
  await page.getByText('Sign-in Success').waitFor()
}

/** Enters a device code and says no. */
export async function refuseCode(page, uri, code) {
  await page.goto(uri)
  await page.locator('input[name="user_code"]').fill(code)
  await page.locator('button[type="submit"]').click()
  await page.locator('button[name="abort"]').click()
}
