// The hidden page that shows every component in every state: complete, legible, accessible, and no wider than a phone.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { onStage } from '../harness/scene.mjs'

const COMPONENTS = fileURLToPath(new URL('../../../frontend/src/components/', import.meta.url))
// Parts of others, or nothing to look at by themselves.
const WITHOUT_A_LOOK = ['mod', 'page', 'leave_guard', 'reauthentication', 'field', 'shell']

const VIEWS = [
  { name: 'light', scheme: 'light' },
  { name: 'dark', scheme: 'dark' },
  { name: 'narrow', viewport: { width: 320, height: 800 } },
  { name: 'dutch', locale: 'nl-BE' },
]

for (const { name, ...options } of VIEWS) {
  test(`the component kit, ${name}: everything is shown, accessible and within the window`, () =>
    onStage(options, async ({ page, guest }) => {
      guest.watch.quiet = true
      await page.goto('/ui-kit')
      await page.locator('h1').first().waitFor()
      await guest.painted()
      await guest.picture(`ui-kit-${name}`, { fullPage: true })
      const shown = await page.locator('[data-component]').evaluateAll((parts) => parts.map((part) => ({ id: part.dataset.component, height: part.getBoundingClientRect().height })))
      const expected = readdirSync(COMPONENTS).map((file) => file.replace(/\.rs$/, '')).filter((id) => !WITHOUT_A_LOOK.includes(id))
      const missing = expected.filter((id) => !shown.some((part) => part.id === id))
      assert.deepEqual(missing, [], 'components that the page does not show')
      assert.deepEqual(shown.filter((part) => part.height < 16), [], 'components that take no room')
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
      assert.ok(content <= room, `${content - room} px wider than the window`)
      await guest.stop(`/ui-kit ${name}`)
    }))
}
