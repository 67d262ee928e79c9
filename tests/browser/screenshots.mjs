// Pictures of the main pages for the README, light and dark, into docs/screenshots/: node screenshots.mjs

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { onStage } from './harness/scene.mjs'
import { SignIn, setUp, signOut } from './pages/identity.mjs'
import { signInAndConsent } from './pages/provider.mjs'
import { createResource } from './pages/resources.mjs'
import { addEnvironment, createTenant } from './pages/tenants.mjs'

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))
mkdirSync(folder, { recursive: true })

await onStage({ provider: { life: 3600 }, viewport: { width: 1360, height: 850 } }, async ({ program, provider, page, guest }) => {
  const picture = async (name) => {
    await guest.settled()
    for (const theme of ['light', 'dark']) {
      await guest.theme(theme)
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    }
    await guest.theme('system')
    console.log(`docs/screenshots/${name}-{light,dark}.png`)
  }
  await setUp(page, program)
  await createTenant(page, { name: 'Contoso', slug: 'contoso', domains: 'contoso.com, contoso.example.com' })
  await addEnvironment(page, { name: 'Test', slug: 'test' })
  await picture('tenant')
  const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Exchange – Contoso' })
  await resource.discover(provider.issuer)
  const client = await provider.register(await resource.callbackUrl())
  await resource.edit({ client_id: client.id, client_secret: client.secret })
  await picture('resource')
  await resource.authorize('mail@contoso.com')
  await signInAndConsent(page, provider, 'mail@contoso.com')
  await resource.backWithToken()
  await picture('tokens')
  await page.goto('/tenants')
  await picture('tenants')
  await page.goto('/tenants/contoso/audit')
  await picture('audit')
  await signOut(page)
  await new SignIn(page).open()
  await picture('sign-in')
})
