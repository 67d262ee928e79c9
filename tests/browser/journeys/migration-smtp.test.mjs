// The end of passwords over SMTP: one sender that another playbook took to OAuth is proved and closed, and one that
// cannot do OAuth goes through a connector.

import { test } from 'node:test'

import { MAILBOX, toOauth, withMailServer } from '../pages/mail-application.mjs'

/** The steps after the sender's own way. */
async function retire(migration, guest) {
  await migration.doneByHand('application', 'test-mail', 'trial', 'switch-off')
  await migration.go('watch-date')
  // While the date is far away the check closes the step; later a person has to.
  await migration.check()
  await guest.stop('how long there is still time')
  if (await migration.sheet.getByTestId('done').isVisible()) await migration.done('watch-date')
  await migration.completed()
}

const wholeWay = (stage) =>
  withMailServer(stage, async (scene) => {
    const { guest, mail, migrations } = scene
    const name = await toOauth(scene, 'smtp')
    await migrations.open()
    const migration = await migrations.begin('smtp-auth-basic', { way: 'oauth' }, guest, { mail: name })
    await migration.doneByHand('find-senders')
    await migration.go('choose')
    await migration.fill({ program: name, mailbox: MAILBOX })
    await migration.done('choose')
    await migration.go('oauth')
    await migration.fill({ smtp_host: '127.0.0.1', smtp_port: String(mail.submission) })
    mail.keepShut(MAILBOX)
    await migration.finds({ smtp_sign_in: 'failed' })
    await guest.stop('a sender that does not get in')
    await mail.open()
    await migration.proved('oauth')
    await retire(migration, guest)

    await migrations.open()
    const device = await migrations.begin('smtp-auth-basic', { way: 'connector' })
    await device.doneByHand('find-senders')
    await device.go('choose')
    await device.fill({ program: 'Scanner second floor', mailbox: 'scanner@contoso.example.com' })
    await device.done('choose')
    await device.go('connector')
    await device.fill({ mx_host: 'contoso-example-com.mail.protection.outlook.com', sending_address: '203.0.113.7' })
    await guest.stop('a device behind a connector')
    await device.done('connector')
    await retire(device, guest)
  })

test('one sender goes on with OAuth, another through a connector, and no password is left', () => wholeWay({}))

test('een afzender gaat verder met OAuth, een andere via een connector, en er blijft geen wachtwoord', () => wholeWay({ locale: 'nl-BE' }))
