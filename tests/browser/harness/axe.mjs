// Accessibility: axe-core runs inside the page and must find nothing (WCAG 2.2 AA and its best practices).

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds on `page`, one line a finding. */
export async function findings(page) {
  // Evaluated by the debugger, so the page's policy neither stops it nor is weakened for it.
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(source)
  const { violations, passes } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), TAGS)
  if (!passes.length) throw new Error('axe looked at nothing')
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''} ${node.html.slice(0, 200)}`),
  )
}

/** A control that is scrolled halfway beneath the bar above is not small: it is looked at again where nothing hides it. */
const halfHidden = (finding) => finding.startsWith('target-size') && finding.includes('partially obscured')

/** Stops the journey if axe finds anything. */
export async function accessible(page, where) {
  let found = await findings(page)
  if (found.some(halfHidden)) {
    await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }))
    found = await findings(page)
  }
  if (found.length) throw new Error(`axe on ${where}:\n  ${found.join('\n  ')}`)
}
