// The real program on a free port, with a folder and a database of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { freshDatabase } from './database.mjs'

/** The executable: what `CONSENTRY_BIN` names, else the newest one that was built here. */
function executable() {
  if (process.env.CONSENTRY_BIN) return process.env.CONSENTRY_BIN
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const built = ['release', 'debug'].map((profile) => join(root, 'target', profile, 'consentry')).find(existsSync)
  if (!built) throw new Error('build the program first (cargo xtask test does), or set CONSENTRY_BIN')
  return built
}

export class Program {
  /** `environment`: more variables than it has anyway. */
  constructor(environment = {}) {
    this.environment = environment
    this.folder = mkdtempSync(join(tmpdir(), 'consentry-journey-'))
    this.database = freshDatabase(this.folder)
    this.listen = '127.0.0.1:0'
    this.output = ''
  }

  get settings() {
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CONSENTRY_'))
    return {
      ...Object.fromEntries(kept),
      CONSENTRY_LISTEN: this.listen,
      CONSENTRY_DATABASE_URL: this.database.url,
      CONSENTRY_KEY_FILE: join(this.folder, 'master.key'),
      CONSENTRY_OUTBOUND_ALLOW: '127.0.0.0/8,::1/128,http',
      CONSENTRY_LOG: 'debug',
      // What happens by itself would use up what a journey has scripted.
      CONSENTRY_RENEWALS: 'off',
      ...this.environment,
    }
  }

  /** Starts it and waits for its `listening on` line. */
  async start() {
    this.process = spawn(executable(), ['serve'], { env: this.settings, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stderr.on('data', (data) => (this.output += data))
    const ready = new Promise((resolve, reject) => {
      const lines = createInterface({ input: this.process.stdout })
      lines.on('line', (line) => {
        this.output += `${line}\n`
        const link = line.match(/\S+\/setup#\S+/)
        if (link) this.setupLink = link[0]
        const address = line.match(/listening on (\S+)/)
        if (address) this.url = address[1]
        if (this.url) resolve()
      })
      this.process.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${this.output}`)))
      this.process.once('error', reject)
    })
    await ready
    // After a restart it is found at the same address, as the browser expects.
    this.listen = new URL(this.url).host
    return this
  }

  /** Ends it in good order. */
  async stop() {
    const ended = once(this.process, 'exit')
    this.process.kill('SIGTERM')
    const [code] = await ended
    if (code !== 0) throw new Error(`the program ended with ${code}:\n${this.output}`)
  }

  /** Ends it at once. */
  async kill() {
    const ended = once(this.process, 'exit')
    this.process.kill('SIGKILL')
    await ended
  }

  async dispose() {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) await this.kill()
    this.database.drop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A request as automation makes it: a key, no browser. */
  async call(method, path, key, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
  }
}
