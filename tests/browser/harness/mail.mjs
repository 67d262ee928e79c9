// A real mail server: Dovecot with IMAP and submission over TLS, which has every token vouched for by whoever gave it out
// (RFC 7662) and keeps single mailboxes shut; and the next server on a letter's way.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import { until } from './until.mjs'

const NAME = 'mail.example.com'
const ATTEMPTS = 5
const root = userInfo().uid === 0

/** A port that nobody has just now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
}

/** Takes every letter; `letters` are the texts that came. */
class Relay {
  async start() {
    this.letters = []
    this.server = createServer((socket) => this.converse(socket)).listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.port = this.server.address().port
    return this
  }

  converse(socket) {
    let [rest, letter] = ['', undefined]
    socket.on('error', () => {}).write('220 relay.example.com ESMTP\r\n')
    socket.on('data', (data) => {
      const lines = (rest + data).split('\r\n')
      rest = lines.pop()
      for (const line of lines) {
        if (letter) {
          if (line !== '.') letter.push(line)
          else {
            this.letters.push(letter.join('\n'))
            letter = undefined
            socket.write('250 letter taken\r\n')
          }
          continue
        }
        const verb = line.slice(0, 4).toUpperCase()
        if (verb === 'DATA') letter = []
        const replies = { EHLO: '250-relay.example.com\r\n250 8BITMIME', DATA: '354 go on', QUIT: '221 bye' }
        socket.write(`${replies[verb] ?? '250 as you like'}\r\n`)
        if (verb === 'QUIT') socket.end()
      }
    })
  }
}

export class MailServer {
  /** A certificate of its own, before anything else is started: the portal is to trust it from the beginning. */
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'consentry-mail-'))
    chmodSync(this.folder, 0o755)
    this.certificate = join(this.folder, 'certificate.pem')
    const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME},IP:127.0.0.1`, '-addext', 'basicConstraints=critical,CA:FALSE']
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(this.folder, 'key.pem')]
    execFileSync('openssl', ['req', '-x509', '-days', '2', ...key, '-out', this.certificate, ...subject], { stdio: 'ignore' })
    mkdirSync(join(this.folder, 'mail'))
    chmodSync(join(this.folder, 'mail'), 0o777)
    this.keepShut()
  }

  /** `introspection`: where it asks about tokens, with a client's name and secret; `holder`: the claim that names whose a token is. */
  async start({ introspection, holder }) {
    this.relay = await new Relay().start()
    this.write('oauth2.conf', `introspection_mode = post
introspection_url = ${introspection}
force_introspection = yes
username_attribute = ${holder}
active_attribute = active
active_value = true
`)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [imap, submission] = [await freePort(), await freePort()]
      Object.assign(this, { imap, submission })
      this.write('dovecot.conf', this.settings())
      this.launch()
      const listens = async () => this.ended || ((await answers(imap)) && (await answers(submission)))
      await until('Dovecot listens or ends', listens, 20_000)
      if (!this.ended) return this
    }
    throw new Error(`Dovecot does not start:\n${this.log()}`)
  }

  launch() {
    // Not everybody has the folder of system programs in their path.
    const usual = '/usr/sbin/dovecot'
    this.ended = false
    this.process = spawn(existsSync(usual) ? usual : 'dovecot', ['-F', '-c', join(this.folder, 'dovecot.conf')], { stdio: 'ignore' })
    this.process.once('exit', () => (this.ended = true))
  }

  /** From now on these mailboxes are shut, whoever asks, and no others. */
  keepShut(...mailboxes) {
    this.write('shut', mailboxes.map((mailbox) => `${mailbox}:{PLAIN}\n`).join(''))
  }

  /** All mailboxes are open again. Dovecot looks once a second at most: this is over when the next one has begun. */
  async open() {
    const second = () => Math.floor(Date.now() / 1000)
    const before = second()
    this.keepShut()
    await until('the next second', () => second() > before)
  }

  write(name, text) {
    writeFileSync(join(this.folder, name), text)
  }

  log() {
    const path = join(this.folder, 'log')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  settings() {
    const { folder } = this
    const id = (what) => execFileSync('id', [what], { encoding: 'utf8' }).trim()
    const owner = root ? 'uid=nobody gid=nogroup' : `uid=${id('-u')} gid=${id('-g')}`
    // Without root every process of Dovecot stays whoever started it.
    const confined = ['imap-login', 'submission-login', 'anvil', 'stats'].map((service) => `service ${service} {\n  chroot =\n}\n`)
    const unprivileged = root ? [] : [`default_internal_user = ${id('-un')}\ndefault_login_user = ${id('-un')}\ndefault_internal_group = ${id('-gn')}\n`, ...confined]
    return `base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
auth_verbose = yes
protocols = imap submission
listen = 127.0.0.1
hostname = ${NAME}
ssl = required
ssl_cert = <${this.certificate}
ssl_key = <${folder}/key.pem
auth_mechanisms = xoauth2 oauthbearer
auth_failure_delay = 0
mail_location = maildir:${folder}/mail/%u
submission_relay_host = 127.0.0.1
submission_relay_port = ${this.relay.port}
passdb {
  driver = passwd-file
  args = ${folder}/shut
  deny = yes
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = static
  args = ${owner} home=${folder}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${this.imap}
    ssl = yes
  }
}
service submission-login {
  inet_listener submission {
    port = ${this.submission}
  }
}
# Without it every refusal is made to wait, longer each time.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
${unprivileged.join('')}`
  }

  async dispose() {
    if (this.process && !this.ended) {
      const ended = once(this.process, 'exit')
      // The master ends its children when it is asked to; killed, it would leave them behind.
      this.process.kill('SIGTERM')
      await ended
    }
    this.relay?.server.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
