// A table of ten thousand rows: draws what is in sight only, and costs about what the same table costs that somebody
// wrote by hand. The ratio is printed; it judges nothing, for it depends on what else the machine does.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { cost, drawn } from '../harness/cost.mjs'
import { onStage } from '../harness/scene.mjs'
import { openPlain } from '../pages/plain-table.mjs'

const MANY = 10_000
const TYPED = ['example 42', 'example 7 1', '99']
const STEPS = 60
const ROUNDS = 3

/** The table on a page. */
const table = (page) => page.locator('.table').filter({ has: page.locator(`table[aria-rowcount="${MANY + 1}"]`) })

/** Every key of some searches, and back to nothing. */
async function type(page) {
  const search = page.locator('[data-many] input[type="search"]')
  await search.focus()
  for (const words of TYPED) {
    for (const key of [...words].map((letter) => (letter === ' ' ? 'Space' : letter)).concat(Array(words.length).fill('Backspace'))) {
      await page.keyboard.press(key)
      await drawn(page)
    }
  }
}

/** Scrolls by five rows at a time. */
async function scroll(page) {
  const scroller = page.locator('[data-many] .table-scroll')
  for (let step = 0; step < STEPS; step += 1) {
    await scroller.evaluate((element) => (element.scrollTop += 44 * 5))
    await drawn(page)
  }
  await scroller.evaluate((element) => (element.scrollTop = 0))
  await drawn(page)
}

const keys = TYPED.reduce((sum, words) => sum + words.length * 2, 0)

test('ten thousand rows are searched, scrolled and walked through', (context) =>
  onStage({}, async ({ page, guest }) => {
    await page.goto('/ui-kit')
    await table(page).waitFor()
    await table(page).evaluate((element) => (element.dataset.many = ''))
    const many = page.locator('[data-many]')
    const rows = () => many.locator('tbody tr[data-key]').count()
    assert.ok((await rows()) < 60, `${await rows()} rows are drawn`)

    const html = await many.evaluate((element) => element.outerHTML)
    const styles = await page.evaluate(() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n'))
    const texts = Array.from({ length: MANY }, (_, index) => [`Example ${index + 1}`, `example-${index + 1}`, `${index + 1}`])
    const plain = await openPlain(guest.context, { table: html, styles, rows: texts, columns: ['th a', 'td code', 'td:last-child'] })
    const development = await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/reload-')))
    for (const [what, work, count] of [['key', type, keys], ['scroll step', scroll, STEPS]]) {
      const spent = [0, 0]
      // The first round warms up; then in turns, so that both see the same machine.
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const [index, place] of [page, plain].entries()) {
          await place.bringToFront()
          const { total } = await cost(place, () => work(place))
          if (round > 0) spent[index] += total
        }
      }
      const [ours, theirs] = spent.map((total) => total / ROUNDS / count)
      context.diagnostic(`${what}: ${ours.toFixed(2)} ms, plain JavaScript ${theirs.toFixed(2)} ms, ratio ${(ours / theirs).toFixed(2)}${development ? ' (development build)' : ''}`)
    }
    await plain.close()

    await page.bringToFront()
    await many.locator('input[type="search"]').fill('example 9990')
    await page.waitForFunction(() => document.querySelectorAll('[data-many] tbody tr[data-key]').length === 1)
    await many.locator('input[type="search"]').fill('')
    await page.waitForFunction(() => document.querySelectorAll('[data-many] tbody tr[data-key]').length > 1)
    await many.locator('tbody a').first().focus()
    const at = () => page.evaluate(() => document.activeElement.closest('tr')?.getAttribute('aria-rowindex'))
    const first = Number(await at())
    for (let row = 0; row < 40; row += 1) await page.keyboard.press('ArrowDown')
    assert.equal(Number(await at()), first + 40, 'the arrow keys go on where rows are drawn as one comes near')
    assert.ok((await rows()) < 60)
    guest.watch.verify()
  }))
