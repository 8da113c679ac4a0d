import { ServerMissing, type Server } from '../../e2e/servers/server.ts'
import type { SuiteCounts } from './counts.ts'
import type { Outcome, Suite } from './suite.ts'

/**
 * Runs one suite with its servers, which end whatever happens.
 * A suite that found no test at all, or whose server failed to start, counts as one failure.
 */
export async function runSuite(suite: Suite, patterns: readonly string[]): Promise<Outcome> {
  const started = performance.now()
  const ran = (counts: SuiteCounts, note?: string): Outcome => ({
    kind: 'ran',
    name: suite.name,
    ms: performance.now() - started,
    counts,
    ...(note === undefined ? {} : { note }),
  })
  const failure = { passed: 0, failed: 1, skipped: 0 }
  if (suite.files?.().length === 0) return ran(failure, 'it has no test file')
  const servers: Server[] = []
  try {
    await suite.needs()
    servers.push(...(await suite.servers()))
    const env = Object.fromEntries(servers.flatMap((server) => Object.entries(server.env)))
    const counts = await suite.run({ patterns, env })
    if (counts.passed + counts.failed === 0) return ran(failure, 'it ran no test')
    const notes = [
      ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
      ...(counts.note === undefined ? [] : [counts.note]),
    ]
    return ran(counts, notes.length > 0 ? notes.join('; ') : undefined)
  } catch (error) {
    if (error instanceof ServerMissing)
      return { kind: 'missing', name: suite.name, why: error.message, command: error.command }
    console.error(error)
    return ran(failure, error instanceof Error ? error.message : String(error))
  } finally {
    for (const server of servers) await server.stop()
  }
}
