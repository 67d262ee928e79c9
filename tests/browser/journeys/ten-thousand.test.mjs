// Ten thousand variables, in two environments: their page draws what is in sight only, and costs about what the same table
// costs that somebody wrote by hand. The ratio is printed; it judges nothing, for it depends on what else the machine does.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { cost, drawn } from '../harness/cost.mjs'
import { onStage } from '../harness/scene.mjs'
import { setUp } from '../pages/identity.mjs'
import { openPlain } from '../pages/plain-table.mjs'
import { addEnvironment, createTenant } from '../pages/tenants.mjs'
import { VariablesPage } from '../pages/variables.mjs'

const MANY = 10_000
const ONE_SAVE = 5_000
const TYPED = ['example 42', 'example 7 1', '99']
const STEPS = 60
const ROUNDS = 3

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

const name = (n) => `Example ${n}`
const value = (n, environment) => `example-${n}.${environment}.contoso.com`

/** Fills an environment; answers how long each save took. */
async function fill(variables, environment) {
  const spent = []
  for (let from = 1; from <= MANY; from += ONE_SAVE) {
    const operations = Array.from({ length: ONE_SAVE }, (_, at) => ({ name: name(from + at), value: value(from + at, environment) }))
    const start = performance.now()
    await variables.put(operations, environment)
    spent.push(Math.round(performance.now() - start))
  }
  return spent
}

async function open(variables, page, context) {
  for (const environment of ['production', 'test']) {
    context.diagnostic(`${ONE_SAVE} variables saved as one change of ${environment}: ${(await fill(variables, environment)).join(', ')} ms`)
  }
  const start = performance.now()
  await variables.open()
  const shown = Math.round(performance.now() - start)
  const asked = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/tenants/contoso/variables'))
    return { answer: Math.round(entry.responseStart - entry.requestStart), end: Math.round(entry.responseEnd - entry.requestStart), size: entry.decodedBodySize }
  })
  context.diagnostic(`${2 * MANY} variables: the server answers after ${asked.answer} ms, ${asked.size} bytes are there after ${asked.end} ms, the page is on the screen after ${shown} ms`)
}

test('ten thousand variables are searched, scrolled and walked through', (context) =>
  onStage({}, async ({ program, page, guest }) => {
    await setUp(page, program)
    await createTenant(page, { name: 'Contoso', slug: 'contoso' })
    await addEnvironment(page, { name: 'Test', slug: 'test' })
    await open(new VariablesPage(page, 'contoso'), page, context)
    await page.getByTestId('variables').evaluate((element) => (element.dataset.many = ''))
    const many = page.locator('[data-many]')
    assert.equal(await many.locator('table').getAttribute('aria-rowcount'), `${MANY + 1}`)
    const rows = () => many.locator('tbody tr[data-key]').count()
    assert.ok((await rows()) < 60, `${await rows()} rows are drawn`)

    const html = await many.evaluate((element) => `<div class="matrix" style="--columns: 3">${element.outerHTML}</div>`)
    const styles = await page.evaluate(() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n'))
    const order = new Intl.Collator('en').compare
    const texts = Array.from({ length: MANY }, (_, at) => [name(at + 1), value(at + 1, 'production'), value(at + 1, 'test')]).sort(([a], [b]) => order(a, b))
    const columns = ['th button', 'td:nth-child(2) button', 'td:nth-child(3) button']
    const plain = await openPlain(guest.context, { table: html, styles, rows: texts, columns })
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
    await many.locator('tbody .matrix-name').first().focus()
    const at = () => page.evaluate(() => document.activeElement.closest('tr')?.getAttribute('aria-rowindex'))
    const first = Number(await at())
    for (let row = 0; row < 40; row += 1) await page.keyboard.press('ArrowDown')
    assert.equal(Number(await at()), first + 40, 'the arrow keys go on where rows are drawn as one comes near')
    assert.ok((await rows()) < 60)
    guest.watch.verify()
  }))
