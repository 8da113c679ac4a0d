import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Benchmark, atMost, median } from './shared/figure.ts'
import { startHost } from './shared/host.ts'
import { seeded, using } from './shared/using.ts'

const run = promisify(execFile)
const ROUNDS = 5
/** Until the start's garbage is collected and nothing moves any more. */
const SETTLE_MS = 5_000

/** From the process's start to the first 200 of /ready on 5,000 agents and 200,000 records, and memory once idle. */
export const start: Benchmark = {
  name: 'start',
  run: () =>
    using(async (keep) => {
      const directory = await keep(seeded())
      const times: number[] = []
      const sizes: number[] = []
      for (let round = 0; round <= ROUNDS; round += 1) {
        const begun = performance.now()
        const host = await startHost(directory.path, [])
        const answer = await fetch(`${host.origin}/ready`)
        const took = performance.now() - begun
        try {
          if (!answer.ok) throw new Error(`/ready answered ${answer.status}`)
          // The first start reads the files from the disk and stays uncounted.
          if (round === 0) continue
          times.push(took)
          if (round > 3) {
            await sleep(SETTLE_MS)
            sizes.push(await residentMiB(host.child.pid ?? 0))
          }
        } finally {
          await host.stop()
        }
      }
      return [atMost('start to /ready', 'ms', median(times), 1_500), atMost('idle memory', 'MiB', median(sizes), 150)]
    }),
}

async function residentMiB(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout.trim()) / 1_024
}
