// The application comes in parts: what the first visit costs, what is fetched when, and what the page says when a part
// does not come because the server has another version by now.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { createTenant } from '../pages/tenants.mjs'

/** The most that the first visit may take, in bytes over the wire. */
const MOST = 450_000

/** The files that the page has fetched so far: name to bytes over the wire. */
async function fetched(page) {
  const entries = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]),
  )
  return new Map(entries)
}

const parts = (files) => [...files.keys()].filter((path) => /\/assets\/(split|chunk)_/.test(path))

test(`the first visit takes at most ${MOST} bytes and no part`, (context) =>
  onStage({}, async ({ page, guest }) => {
    await page.goto('/')
    await page.waitForURL('**/sign-in')
    await guest.stop('sign-in')
    const files = await fetched(page)
    assert.deepEqual(parts(files), [])
    assert.ok([...files.keys()].some((path) => path.endsWith('.wasm')), [...files.keys()].join(' '))
    if ([...files.keys()].some((path) => path.includes('/assets/reload-'))) return context.skip('a development build is not compressed')
    const bytes = [...files.values()].reduce((sum, size) => sum + size, 0)
    context.diagnostic(`first visit: ${bytes} bytes in ${files.size} files`)
    assert.ok(bytes <= MOST, `${bytes} bytes: ${JSON.stringify([...files])}`)
  }))

test('a part is fetched once, when the first of its pages is opened', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await guest.settled()
    const before = parts(await fetched(page))
    assert.ok(before.some((path) => path.includes('split_portal')), before.join(' '))
    assert.ok(!before.some((path) => path.includes('split_resources')), before.join(' '))
    for (const place of ['resources', 'people', 'resources']) {
      await page.locator(`.rail a[href="/tenants/contoso/${place}"]`).click()
      await page.waitForURL(`**/${place}`)
      await guest.settled()
    }
    const all = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
    const after = all.filter((path) => /\/assets\/(split|chunk)_/.test(path))
    assert.ok(after.some((path) => path.includes('split_resources')), after.join(' '))
    assert.equal(new Set(after).size, after.length, `fetched twice: ${after.join(' ')}`)
  }))

test('grey lines stand where the page will be while its part is on its way', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    let go
    const held = new Promise((resolve) => (go = resolve))
    await page.route('**/assets/split_resources-*', async (route) => {
      await held
      await route.continue()
    })
    await page.locator('.rail a[href="/tenants/contoso/resources"]').click()
    await page.locator('main .skeleton').first().waitFor()
    go()
    await page.locator('h1').filter({ hasText: 'Resources' }).waitFor()
    await guest.stop('resources')
  }))

test('a part that is gone is explained, and reloading helps', () =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    guest.watch.expect(404, /^\/assets\/split_resources/)
    // As after an update of the server: the name that this page knows is no longer there.
    await page.route('**/assets/split_resources-*', (route) => route.continue({ url: `${program.url}/assets/split_resources-gone.wasm` }))
    guest.watch.expectRemark(/split_resources|Failed to fetch|WebAssembly/)
    await page.locator('.rail a[href="/tenants/contoso/resources"]').click()
    await page.getByTestId('reload').waitFor()
    await guest.settled()
    await guest.accessible('a part is missing', 'light')
    await page.unroute('**/assets/split_resources-*')
    await page.getByTestId('reload').click()
    await page.locator('h1').filter({ hasText: 'Resources' }).waitFor()
    await guest.stop('resources after reloading')
  }))
