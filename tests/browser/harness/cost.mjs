// What something costs the page's main thread: milliseconds in scripts, in styles and in layout, as Chromium counts them.

const COUNTED = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration']

/** Runs `work` on `page` and answers what it cost. */
export async function cost(page, work) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return new Map(metrics.map(({ name, value }) => [name, value * 1000]))
  }
  const before = await read()
  await work()
  const after = await read()
  await session.detach()
  const spent = Object.fromEntries(COUNTED.map((name) => [name, after.get(name) - before.get(name)]))
  return { ...spent, total: COUNTED.reduce((sum, name) => sum + spent[name], 0) }
}

/** Waits until what was changed is drawn. */
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
