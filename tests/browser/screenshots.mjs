// Pictures of the main pages for the README, light and dark, into docs/screenshots/: node screenshots.mjs

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { onStage } from './harness/scene.mjs'
import { ConnectionStringsPage } from './pages/connection-strings.mjs'
import { SignIn, setUp, signOut } from './pages/identity.mjs'
import { MigrationsPage } from './pages/migrations.mjs'
import { signInAndConsent } from './pages/provider.mjs'
import { createResource } from './pages/resources.mjs'
import { addEnvironment, createTenant } from './pages/tenants.mjs'
import { VariablesPage } from './pages/variables.mjs'

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))
mkdirSync(folder, { recursive: true })

await onStage({ provider: { life: 3600 }, viewport: { width: 1360, height: 850 } }, async ({ program, provider, page, guest }) => {
  const picture = async (name) => {
    await guest.settled()
    await page.evaluate(() => scrollTo(0, 0))
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
  const variables = new VariablesPage(page, 'contoso')
  const shared = [
    { name: 'From Address', value: 'k2@contoso.com', kind: 'email' },
    { name: 'Mail host', value: 'smtp.contoso.com' },
    { name: 'Mail URL', value: 'https://${variable:Mail host}/ews', kind: 'url' },
    { name: 'OAuth client', value: '${resource:Exchange – Contoso.client_id}' },
    { name: 'WICBOX_MAILCLIENT_PASSWORD', value: 'wind-over-quiet-water', kind: 'secret' },
    { name: 'WICBOX_MAILS_PER_RUN', value: '100', kind: 'integer', protected: true },
  ]
  await variables.put(shared)
  await variables.put(shared.slice(0, 3).map((one) => ({ ...one, value: one.value.replace('contoso', 'test.contoso') })), 'test')
  await variables.open()
  await variables.edit('Mail host', 'mail.contoso.com')
  await picture('variables')
  await page.getByTestId('staged').getByRole('button').last().click()
  const strings = new ConnectionStringsPage(page, 'contoso')
  await strings.made({
    kind: 'k2-ews-connection',
    target: 'k2@contoso.com',
    text: 'OAuth Resource="Exchange – Contoso";OAuth Resource Audience=https://outlook.office365.com;Autodiscover=False;URL=https://outlook.office365.com/EWS/Exchange.asmx;User ID=k2@contoso.com;Password=wind-over',
  })
  await picture('connection-string')
  const migration = await new MigrationsPage(page, 'contoso').made('k2-five-oauth', {
    k2_version: '5.7',
    k2_host: 'k2.contoso.com',
    mailbox: 'k2@contoso.com',
    directory_id: '7c1a3f0e-2b4d-4c58-9f3e-6d1b2a3c4d5e',
  })
  await migration.doneByHand('prepare', 'fix-pack')
  await migration.go('resource')
  await migration.act('resource:exchange')
  await migration.go('register-app')
  await picture('migration')
  await page.goto('/tenants')
  await picture('tenants')
  await page.goto('/tenants/contoso/audit')
  await picture('audit')
  await signOut(page)
  await new SignIn(page).open()
  await picture('sign-in')
})
