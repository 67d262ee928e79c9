// Headless Chromium, as Debian packages it.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { accessible } from './axe.mjs'
import { Watch } from './watch.mjs'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where pictures of a run go. */
export const output = fileURLToPath(new URL('../output/', import.meta.url))

/** Whether every stop of a journey is pictured: dark, light and as on a phone. To look at, not to compare. */
const everyStop = Boolean(process.env.CONSENTRY_TEST_PICTURES)

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGUMENTS })
}

/** A visitor: a browser profile of their own, watched. */
export async function visit(browser, program, { locale = 'en-GB', viewport = { width: 1280, height: 860 }, scheme = 'light' } = {}) {
  const context = await browser.newContext({
    locale,
    viewport,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    baseURL: program.url,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(20_000)
  // Nothing beyond this machine is ever asked; the provider's forms would like a font from far away.
  await context.route((url) => !['127.0.0.1', 'localhost'].includes(url.hostname), (route) => route.abort())
  const page = await context.newPage()
  const watch = new Watch(page, () => program.url)
  await watch.begin()
  return new Visitor(context, page, watch)
}

class Visitor {
  constructor(context, page, watch) {
    Object.assign(this, { context, page, watch })
  }

  /** Waits until the page shows what it has to show. */
  async settled() {
    await this.page.locator('h1').first().waitFor()
    await this.page.waitForFunction(() => !document.querySelector('.skeleton, #splash, [aria-busy="true"]'))
    await this.page.evaluate(() => document.fonts.ready)
  }

  /** A stop of the journey: accessible in both themes, and nothing went wrong on the way. */
  async stop(name) {
    await this.settled()
    for (const theme of ['dark', 'light']) {
      await this.accessible(name, theme)
      if (everyStop) await this.picture(`${name.replaceAll(/[^\p{L}\d]+/gu, '-')}-${theme}`)
    }
    if (everyStop) await this.narrowPicture(name)
    await this.theme('system')
    this.watch.verify()
  }

  /** How the stop looks on a phone. */
  async narrowPicture(name) {
    const usual = this.page.viewportSize()
    await this.page.setViewportSize({ width: 390, height: 844 })
    await this.painted()
    await this.picture(`${name.replaceAll(/[^\p{L}\d]+/gu, '-')}-narrow`)
    await this.page.setViewportSize(usual)
    await this.painted()
  }

  async accessible(name, theme) {
    await this.theme(theme)
    await accessible(this.page, `${name} (${theme})`)
  }

  /** Shows the page in a theme, as its own menu does; the visitor's choice is not stored. */
  async theme(theme) {
    await this.page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme)
    await this.painted()
  }

  /** Waits until what was changed is on the screen. */
  async painted() {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    await this.page.waitForFunction(() => !document.getAnimations().some((animation) => animation instanceof CSSTransition))
  }

  async picture(name, options = {}) {
    mkdirSync(output, { recursive: true })
    await this.page.screenshot({ path: join(output, `${name}.png`), ...options })
  }

  /** Everything that the browser keeps for our origin and script can read. */
  async storage() {
    return this.page.evaluate(async () => {
      const databases = indexedDB.databases ? await indexedDB.databases() : []
      const caches = globalThis.caches ? await globalThis.caches.keys() : []
      return JSON.stringify({ local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, databases, caches, history: history.state })
    })
  }

  async leave() {
    await this.context.close()
  }
}
