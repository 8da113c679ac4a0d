import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openRawCommits } from './shared/raw-commits.ts'

/**
 * Baseline of "create an agent": the rows that real creations left in a host's database, written again into a new file
 * of the same tables with `synchronous=FULL`, one commit a creation, in this process and with nothing around it.
 */
const folder = await mkdtemp(join(tmpdir(), 'bench-raw-'))
const { creations, commit, close } = openRawCommits(process.argv[2] ?? '', join(folder, 'raw.db'), 'FULL')

const message = z.object({ commits: z.int() })
let next = 0
process.on('message', (value) => {
  const { commits } = message.parse(value)
  const times: number[] = []
  const begun = performance.now()
  for (const rows of creations.slice(next, next + commits)) {
    const before = performance.now()
    commit(rows)
    times.push(performance.now() - before)
  }
  next += times.length
  const took = performance.now() - begun
  times.sort((a, b) => a - b)
  process.send?.({
    perSecond: (times.length * 1_000) / took,
    p50: times[Math.floor(times.length / 2)] ?? Number.NaN,
    done: times.length,
  })
})
process.once('SIGTERM', () => {
  close()
  void rm(folder, { recursive: true, force: true }).then(() => process.exit())
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
console.log(JSON.stringify({ creations: creations.length, rows: creations[0]?.length ?? 0 }))
