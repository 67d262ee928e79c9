// An application that reads over IMAP and sends over SMTP goes over to OAuth: one migration for each, against a real mail
// server.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { MAILBOX, toOauth, withMailServer } from '../pages/mail-application.mjs'

const wholeWay = (stage) =>
  withMailServer(stage, async (scene) => {
    await toOauth(scene, 'imap', scene.guest)
    await toOauth(scene, 'smtp')
    const texts = await scene.migrations.texts()
    assert.equal(texts.length, 2)
    assert.ok(texts.every((text) => text.includes(`Address=${MAILBOX}`) && !/Password=./.test(text)), texts.join('\n'))
  })

test('an application reads over IMAP and sends over SMTP with OAuth, against a real mail server', () => wholeWay({}))

test('een toepassing leest via IMAP en verstuurt via SMTP met OAuth, bij een echte mailserver', () => wholeWay({ locale: 'nl-BE' }))
