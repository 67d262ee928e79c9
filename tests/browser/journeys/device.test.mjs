// A code entered at a real OAuth server, in another browser tab, becomes a token; a no is said where it was begun.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { enterCode, refuseCode } from '../pages/provider.mjs'
import { createResource } from '../pages/resources.mjs'
import { createTenant } from '../pages/tenants.mjs'

const SUBJECT = 'mail@contoso.example.com'

test('a device code is shown, entered elsewhere, and becomes a token', () =>
  onStage({ provider: { life: 3600 } }, async ({ program, provider, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    const resource = await createResource(page, guest, 'contoso', 'oidc', { name: 'Mail of Contoso', grant: 'device_code' })
    await resource.discover(provider.issuer)
    const client = await provider.register(await resource.callbackUrl())
    await resource.edit({ client_id: client.id, client_secret: client.secret, scope: { authorization: 'openid offline_access' } })
    assert.match(await resource.preview(), /grant-type:device_code/)

    // Somebody says no first.
    const elsewhere = await page.context().newPage()
    const declined = await resource.beginDevice(SUBJECT)
    await guest.stop('a device code')
    await refuseCode(elsewhere, declined.uri, declined.code)
    await resource.deviceSays('Access was declined')
    await guest.stop('a declined device code')

    // A new code, entered.
    await page.getByRole('button', { name: 'Begin again' }).click()
    const begun = await resource.beginDevice(SUBJECT)
    assert.notEqual(begun.code, declined.code)
    await enterCode(elsewhere, provider, begun.uri, begun.code, SUBJECT)
    await resource.deviceSays('Signed in: the token is here')
    await guest.stop('an entered device code')
    await page.getByTestId('device').getByRole('button', { name: 'Close' }).click()
    const token = await resource.token(SUBJECT)
    await token.getByTestId('life').waitFor()
    await token.getByText('Renewed whenever it is asked for').waitFor()
    assert.ok(!(await page.content()).includes(begun.code), 'the code is still on the page')
  }))
