// K2 Five from Basic authentication to OAuth over EWS, stretch by stretch, whoever gives the tokens.

import assert from 'node:assert/strict'

import { DIRECTORY, PERSON } from '../harness/entra.mjs'

export const EWS = 'https://outlook.office365.com'
export const MAILBOX = PERSON.mailbox

export class ToEws {
  /** `server`: `{ authorization, token, scope?, client: { id, secret }, signIn(page) }`. */
  constructor(migration, exchange, server) {
    Object.assign(this, { migration, exchange, server })
    this.inK2 = ['k2-resource']
    this.begun = { k2_version: '5.7', k2_host: 'k2.contoso.com', mailbox: MAILBOX }
  }

  /** What is known, and the resource made of it. */
  async prepare(look) {
    const { migration } = this
    await migration.go('prepare')
    await migration.fill(this.begun)
    await look?.('a step with its values')
    await migration.done('prepare')
    await look?.('done')
    await migration.doneByHand('fix-pack')
    await this.directory()
    await migration.go('resource')
    assert.equal((await migration.tooEarly()).length, 1, 'its button was not pressed')
    await look?.('a step that is not done yet')
    await migration.act('resource:exchange')
    await migration.done('resource')
  }

  /** Which directory it is. */
  async directory() {
    await this.migration.go('resource')
    await this.migration.fill({ directory_id: DIRECTORY })
  }

  /** Endpoints, registration and secret. */
  async register(look) {
    const { migration, server } = this
    await migration.go('register-app')
    await look?.('something else was pasted')
    await migration.fill({ client_id: server.client.id })
    await migration.go('endpoints')
    await migration.fill({
      authorization_endpoint: server.authorization,
      token_endpoint: server.token,
      ...(server.scope && { scope: server.scope }),
      ews_url: this.exchange.ews(),
    })
    await look?.('endpoints of another server')
    await migration.done('endpoints')
    await migration.go('register-app')
    await migration.done('register-app')
    await migration.go('secret')
    await migration.fill({ client_secret: server.client.secret })
    assert.ok(!(await migration.sheet.innerText()).includes(server.client.secret), 'a secret is not shown again')
    await migration.proved('secret')
    await migration.doneByHand('permission-delegated', 'consent')
  }

  /** Somebody signs in at the identity server and comes back to the step. */
  async signIn() {
    await this.migration.go('first-token')
    await this.migration.signIn('exchange', this.server.signIn)
  }

  /** The mailbox is refused while it is shut, and opens. */
  async shadow(look) {
    const { migration, exchange } = this
    await migration.go('shadow')
    exchange.mailboxes = []
    const [, [, refused]] = await migration.check()
    assert.equal(refused, 'failed')
    await migration.sheet.getByText('ErrorAccessDenied').first().waitFor()
    await look?.('a check that failed')
    exchange.mailboxes = [MAILBOX]
    await migration.proved('shadow')
    assert.deepEqual(exchange.faults, [])
    await migration.doneByHand(...this.inK2)
    await migration.go('k2-token')
    await migration.fill({ service_account: 'CONTOSO\\k2' })
    await migration.done('k2-token')
  }

  /** Over to the new way, back, and over again; `look` is told on which side production is. */
  async switchOver(look) {
    const { migration } = this
    await migration.go('connection-strings')
    await migration.fill()
    for (const side of ['New', 'Old', 'New']) {
      await migration.switchOver(side)
      await look?.(side)
    }
    await migration.shown('connection-strings')
    await migration.done('connection-strings')
  }

  /** Everything that is left. */
  async finish() {
    const { migration } = this
    await migration.go('smtp-entries')
    await migration.skip('smtp-entries', 'Contoso sends nothing over SMTP.')
    await migration.go('from-address')
    await migration.fill()
    // Filling From Address has written it: it is a variable.
    assert.deepEqual(await migration.writeSettings(), ['String Table:From Address'])
    await migration.done('from-address')
    await migration.doneByHand('host-config', 'smart-actions', 'restart', 'verify-k2', 'service-instances')
    await migration.go('test-mail')
    await migration.shown('test-mail')
    await migration.done('test-mail')
    await migration.doneByHand('retry-errors', 'host-log', 'plan-graph')
    await migration.completed()
  }
}
