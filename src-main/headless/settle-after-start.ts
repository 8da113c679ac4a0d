import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

/** After the first screen has been fetched, before anything else is likely to happen. */
const DELAY_MS = 2_000

/** V8's own `gc`, as `--expose-gc` gives it to a new context. */
const collector = z.custom<(options: { type: 'major'; flavor: 'last-resort'; execution: 'sync' }) => void>(
  (value) => typeof value === 'function',
)

/**
 * Gives back what the start needed and the running app does not: reading everything into memory leaves three times its
 * size in garbage, which V8 would keep for hours in an app that mostly waits (docs/adr/0014). Once, some 100 ms.
 */
export function settleAfterStart(): void {
  setTimeout(() => {
    flushCompileCache()
    setFlagsFromString('--expose-gc')
    const collect = collector.parse(runInNewContext('gc'))
    collect({ type: 'major', flavor: 'last-resort', execution: 'sync' })
  }, DELAY_MS).unref()
}
