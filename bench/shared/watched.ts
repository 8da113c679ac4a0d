import type { ChildProcess } from 'node:child_process'
import type { Load } from './load-job.ts'
import { type LoopReading, readLoop, resetLoop } from './loop.ts'

/** A server with the probe in it, and how it is loaded. */
export interface Contender {
  readonly child: ChildProcess
  measure(warmUp: boolean): Promise<Load>
}

export interface Watched {
  readonly load: Load
  readonly loop: LoopReading
}

/** The same contenders, each measurement with what the server's loop felt of it. */
export function watched(
  contenders: Readonly<Record<string, Contender>>,
): Record<string, (warmUp: boolean) => Promise<Watched>> {
  const entries = Object.entries(contenders).map(([name, { child, measure }]) => {
    async function run(warmUp: boolean): Promise<Watched> {
      await resetLoop(child)
      const load = await measure(warmUp)
      return { load, loop: await readLoop(child) }
    }
    return [name, run] as const
  })
  return Object.fromEntries(entries)
}
