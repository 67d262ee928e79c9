// What a journey starts from: the program, an identity provider where one is needed, a browser; all taken down after.

import { launch, visit } from './browser.mjs'
import { Program } from './program.mjs'
import { IdentityProvider } from './provider.mjs'

/** Runs `journey` on a scene of its own. */
export async function onStage({ provider: wanted, environment, ...visitor }, journey) {
  const program = new Program(environment)
  const provider = wanted && new IdentityProvider()
  let browser
  try {
    await Promise.all([program.start(), provider?.start(wanted)])
    browser = await launch()
    const open = (options) => visit(browser, program, { ...visitor, ...options })
    const guest = await open({})
    await journey({ program, provider, guest, page: guest.page, open })
    guest.watch.verify()
    if (provider?.failure) throw provider.failure
  } catch (error) {
    error.message += `\n--- the program said:\n${program.output.split('\n').slice(-25).join('\n')}`
    throw error
  } finally {
    await browser?.close()
    await provider?.dispose()
    await program.dispose()
  }
}
