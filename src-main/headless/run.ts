import { EngineError } from '../../src-engine/index.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import { readOptions, usage } from './options.ts'
import { serveHeadless } from './serve.ts'
import { settleAfterStart } from './settle-after-start.ts'

// The headless host: the whole engine with its API and dashboard on 127.0.0.1. Prints one JSON line when it answers.
try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
  } else {
    const host = await serveHeadless(options)
    process.stdout.write(`${JSON.stringify(host.ready)}\n`)
    settleAfterStart()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => void host.close().catch(fail))
  }
} catch (error) {
  fail(error)
}

/** One sentence, and an exit code that says which kind of failure it was. */
function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof EngineError ? exitCodes[error.code] : exitCodes.internal
}
