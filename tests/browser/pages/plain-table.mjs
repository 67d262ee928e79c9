// A table once more, as one writes it by hand: the same rows, the same style sheet, nothing but the DOM.
// What the application's own table costs is compared with it, in the same browser and the same run.

/**
 * Opens `table` (its HTML, with rows in it) in a page of its own and lets plain code search and scroll `rows`: lists of
 * texts, each of which stands where the selector of its column says.
 */
export async function openPlain(context, { table, styles, rows, columns }) {
  const page = await context.newPage()
  await page.setContent(`<!doctype html><html lang="en"><style>${styles}</style><body><main class="page">${table}</main></body></html>`)
  await page.evaluate(install, { rows, columns })
  return page
}

/** Runs inside the page. */
function install({ rows, columns }) {
  const [ROW, VIEW, SPARE] = [44, 616, 8]
  const body = document.querySelector('tbody')
  const scroller = document.querySelector('.table-scroll')
  const count = document.querySelector('[role="status"]')
  const template = body.querySelector('tr[data-key]').cloneNode(true)
  const spacer = () => {
    const row = document.createElement('tr')
    row.className = 'table-spacer'
    const cell = row.appendChild(document.createElement('td'))
    cell.colSpan = template.children.length
    return row
  }
  const [before, after] = [spacer(), spacer()]
  body.replaceChildren(before, after)
  const haystacks = rows.map((row) => row.join('\n').toLowerCase())
  let shown = rows.map((_, index) => index)
  let drawn = new Map()

  const build = (index) => {
    const element = template.cloneNode(true)
    element.dataset.key = index
    rows[index].forEach((text, column) => {
      const place = element.querySelector(columns[column])
      place.textContent = text
      if (place.title) place.title = text
    })
    return element
  }
  const draw = () => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - SPARE)
    const last = Math.min(shown.length, Math.floor((scroller.scrollTop + VIEW) / ROW) + 1 + SPARE)
    const next = new Map()
    let place = before
    for (let at = first; at < last; at += 1) {
      const index = shown[at]
      const element = drawn.get(index) ?? build(index)
      element.setAttribute('aria-rowindex', at + 2)
      if (place.nextSibling !== element) place.after(element)
      place = element
      next.set(index, element)
    }
    for (const [index, element] of drawn) if (!next.has(index)) element.remove()
    drawn = next
    before.firstChild.style.height = `${first * ROW}px`
    after.firstChild.style.height = `${(shown.length - last) * ROW}px`
  }
  document.querySelector('input[type="search"]').addEventListener('input', (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean)
    shown = []
    for (let index = 0; index < rows.length; index += 1) if (words.every((word) => haystacks[index].includes(word))) shown.push(index)
    count.textContent = `${shown.length} of ${rows.length}`
    draw()
  })
  scroller.addEventListener('scroll', draw)
  draw()
}
