// The hidden page that shows every component in every state: complete, legible, accessible, and no wider than a phone.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { onStage } from '../harness/scene.mjs'

const COMPONENTS = fileURLToPath(new URL('../../../frontend/src/components/', import.meta.url))

/** By what each component is recognised on the page; `null`: it has no look of its own, or is part of the shell. */
const LOOKS = {
  badge: '.badge',
  breadcrumb: null,
  button: '.button',
  card: '.card',
  code_block: '.code-block',
  confirm: '[data-testid="confirm"]',
  conflict: null,
  copy_button: '.code-block .button',
  data_table: '.table',
  dependents: '.dependents',
  dialog: 'dialog',
  drop_zone: '.drop-zone',
  ends: null,
  field: '.field',
  field_form: 'form.form',
  file_text: null,
  icon: 'svg',
  key_values: '.key-values',
  leave_guard: null,
  life_bar: '[data-testid="life"]',
  meaning: '.meaning',
  menu: '.menu-button',
  mod: null,
  page: null,
  progress: '.progress',
  prose: '.prose',
  reauthentication: null,
  reference_input: '[role="combobox"]',
  relative_time: 'time',
  secret_input: 'input[type="password"]',
  shell: null,
  states: '.skeleton, .state, .problem',
  tabs: '.tabs',
  toast: '.toast, [class*="toast"]',
}

const VIEWS = [
  { name: 'light', theme: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'narrow', theme: 'light', viewport: { width: 320, height: 800 } },
  { name: 'dutch', theme: 'light', locale: 'nl-BE' },
]

for (const { name, theme, ...options } of VIEWS) {
  test(`the component kit, ${name}: everything is shown, accessible and within the window`, () =>
    onStage(options, async ({ page, guest }) => {
      await page.goto('/ui-kit')
      await page.locator('.shelf').first().waitFor()
      await guest.theme(theme)
      await guest.picture(`ui-kit-${name}`, { fullPage: true })
      const components = readdirSync(COMPONENTS).map((file) => file.replace(/\.rs$/, ''))
      assert.deepEqual(components.filter((id) => !(id in LOOKS)), [], 'components that this test does not know')
      for (const id of components.filter((id) => LOOKS[id])) {
        assert.ok((await page.locator(LOOKS[id]).count()) > 0, `${id} is not shown`)
      }
      const flat = await page.locator('.shelf').evaluateAll((shelves) => shelves.filter((shelf) => shelf.getBoundingClientRect().height < 80).map((shelf) => shelf.innerText))
      assert.deepEqual(flat, [], 'shelves with nothing on them')
      assert.ok((await page.locator('.shelf').count()) >= 8)
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
      assert.ok(content <= room, `${content - room} px wider than the window`)
      await guest.accessible(`/ui-kit ${name}`, theme)
      assert.equal(await page.locator('html').getAttribute('lang'), name === 'dutch' ? 'nl' : 'en')
    }))
}
