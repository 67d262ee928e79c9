// oidc-provider's own login and consent forms.

/** Signs in as `login` and consents; the browser is then on its way back. */
export async function signInAndConsent(page, provider, login = 'mail@contoso.example.com') {
  await page.waitForURL((url) => url.origin === provider.issuer)
  await page.locator('input[name="login"]').fill(login)
  await page.locator('input[name="password"]').fill('anything will do there')
  await page.locator('button[type="submit"]').click()
  await page.locator('form:has(input[name="prompt"][value="consent"]) button[type="submit"]').click()
}

/** Says no at the login form. */
export async function refuse(page, provider) {
  await page.waitForURL((url) => url.origin === provider.issuer)
  await page.locator('a[href$="/abort"]').click()
}
