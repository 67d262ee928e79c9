// Waiting for a condition, never for a time: asks again until the answer is truthy, and gives up loudly.

import { setImmediate as breathe } from 'node:timers/promises'

/** The first truthy answer of `ask`. Gives up after `patience` milliseconds with what it saw last. */
export async function until(what, ask, patience = 30_000) {
  const end = performance.now() + patience
  let last
  for (;;) {
    try {
      last = await ask()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (performance.now() > end) throw new Error(`${what} did not happen; last seen: ${last?.message ?? JSON.stringify(last)}`)
    await breathe()
  }
}
