// National clouds: chosen when a resource is made, moved with all its addresses, and kept in mind when a token for another
// service is asked for.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CLIENT, DIRECTORY, Directory } from '../harness/entra.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { ResourcePage, createResource, madeByApi } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

test('a resource is made in the cloud that is chosen, and moved to another after a look at what changes', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
    const resource = await createResource(page, guest, 'contoso', 'microsoft-graph-mail', { name: 'Mail intake', cloud: 'us_government' })
    assert.match(await resource.endpoints(), new RegExp(`login\\.microsoftonline\\.us/${DIRECTORY}/oauth2/v2\\.0/token`))
    assert.match(await resource.endpoints(), /GCC High/)
    assert.match(await resource.cell('scope', 'token').inputValue(), /^https:\/\/graph\.microsoft\.us\//)
    const dialog = await resource.anotherCloud()
    await dialog.locator('[name="cloud"]').selectOption('us_government')
    await dialog.getByTestId('cloud-same').waitFor()
    assert.equal(await dialog.getByTestId('apply-cloud').count(), 0)
    await dialog.locator('[name="cloud"]').selectOption('china')
    await dialog.getByTestId('changes').getByText('microsoftgraph.chinacloudapi.cn').first().waitFor()
    await guest.stop('what moving to another cloud changes')
    await dialog.getByTestId('apply-cloud').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByTestId('endpoints').getByText('login.partner.microsoftonline.cn').first().waitFor()
    assert.match(await resource.cell('scope', 'token').inputValue(), /^https:\/\/microsoftgraph\.chinacloudapi\.cn\//)

    // Back where everybody is: nothing of its own is left over.
    await resource.anotherCloud()
    await dialog.locator('[name="cloud"]').selectOption('worldwide')
    await dialog.getByTestId('apply-cloud').click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByTestId('endpoints').getByText('login.microsoftonline.com').first().waitFor()
    assert.equal(await resource.cell('scope', 'token').inputValue(), '')
    await guest.stop('back in the worldwide cloud')
  }))

test('in Dutch and on a phone: clouds that do not fit together are mended, and services are offered where they are', async () => {
  const directory = await new Directory().start()
  try {
    await onStage({ locale: 'nl-BE', viewport: { width: 390, height: 844 } }, async ({ program, page, guest }) => {
      await setUp(page, program)
      await createTenant(page, { name: 'Contoso', slug: 'contoso', directory_id: DIRECTORY })
      const login = `https://login.microsoftonline.us/${DIRECTORY}/oauth2/v2.0`
      const mixed = new ResourcePage(page, 'contoso', await madeByApi(page, 'contoso', {
        name: 'Door elkaar',
        type: 'exchange-online-smtp',
        endpoints: { authorization: `${login}/authorize`, token: `${login}/token` },
      }))
      await mixed.configuration()
      await page.getByTestId('cloud').getByText('Meerdere door elkaar').waitFor()
      await page.locator('[data-rule="clouds_mixed"]').waitFor()
      const dialog = await mixed.anotherCloud()
      await guest.stop('wat verhuizen verandert')
      await dialog.locator('[name="cloud"]').selectOption('us_government')
      await dialog.getByTestId('apply-cloud').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByTestId('cloud').getByText('GCC High').waitFor()
      await page.locator('[data-rule="clouds_mixed"]').waitFor({ state: 'detached' })
      await guest.stop('hersteld')

      const old = new ResourcePage(page, 'contoso', await madeByApi(page, 'contoso', {
        name: 'Oud',
        type: 'microsoft-online',
        parameters: { resource: { token: 'https://ps.outlook.com' } },
      }))
      await old.configuration()
      await old.anotherCloud()
      await dialog.getByTestId('cloud-missing').getByText('ps.outlook.com').waitFor()
      await guest.stop('een dienst die er in die cloud niet is')

      const resource = new ResourcePage(page, 'contoso', await madeByApi(page, 'contoso', {
        name: 'Overheid',
        type: 'exchange-online-ews',
        grant: 'client_credentials',
        cloud: 'us_government',
        endpoints: { token: directory.token() },
        parameters: { client_id: { token: CLIENT.id }, client_secret: { token: CLIENT.secret } },
      }))
      const form = await resource.anotherAudience(await resource.acquire())
      const offered = await form.field('audience').locator('option').allInnerTexts()
      assert.ok(offered.every((text) => !text.includes('microsoft.com') && !text.includes('office365.com')), offered.join('; '))
      await form.fill({ audience: 'https://graph.microsoft.us' })
      await guest.stop('een andere doelgroep in dezelfde cloud')
      await form.submit()
      await resource.token('Microsoft Graph')
      await guest.stop('twee tokens op een telefoon')
    })
  } finally {
    await directory.dispose()
  }
})
