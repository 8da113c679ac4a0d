import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { readCounts, type SuiteCounts } from './counts.ts'
import { root } from './root.ts'

/**
 * Runs a test runner whose reporter writes its counts to the file named by SUITE_COUNTS.
 * A runner that dies before it wrote them, or fails although no test did (a broken config, a
 * failed global setup), counts as one failure.
 */
export async function countedRun(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<SuiteCounts> {
  const file = join(root, '.cache', 'test-counts', `${name}-${process.pid}.json`)
  const code = await run(process.execPath, args, { env: { ...env, SUITE_COUNTS: file } })
  const counts = readCounts(file) ?? { passed: 0, failed: 0, skipped: 0 }
  rmSync(file, { force: true })
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}
