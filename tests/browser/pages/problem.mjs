// A problem as the pages show it: title, cause, remedy, code and request id.

import assert from 'node:assert/strict'

/** The problem on the page, once it is there; checked for everything that a reader needs. */
export async function problemOn(page, within = page) {
  const note = within.getByTestId('problem').first()
  await note.waitFor()
  const text = await note.innerText()
  const title = await note.locator('.problem-title').innerText()
  const remedy = await note.locator('.problem-remedy').first().innerText()
  assert.ok(title.trim() && remedy.trim(), `a problem without title or remedy: ${text}`)
  assert.equal(await note.getAttribute('role'), 'alert')
  const codes = await note.locator('code').allInnerTexts()
  return { text, title, remedy, codes }
}
