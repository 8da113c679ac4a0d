import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { type Figure, aside, atMost, median } from './figure.ts'
import { ask } from './process.ts'

const answer = z.object({ p50: z.number(), p99: z.number(), max: z.number(), samples: z.int(), cpuMs: z.number() })
export type LoopReading = z.output<typeof answer>

/** Node's arguments that load the probe into a host. */
export const probeArgs = ['--import', new URL('../loop-probe.ts', import.meta.url).href]

/** Begins to watch anew. */
export async function resetLoop(child: ChildProcess): Promise<void> {
  await ask(child, { probe: 'reset' }, answer)
}

/** How late the loop was since the last reset, in milliseconds. */
export function readLoop(child: ChildProcess): Promise<LoopReading> {
  return ask(child, { probe: 'read' }, answer)
}

/**
 * The loop's delay under a load: the median of the rounds' p99. Beside it that of the baseline's loop in the same rounds,
 * which has next to nothing to do: what it shows is the machine.
 */
export function loopFigures(under: string, ours: readonly LoopReading[], bare: readonly LoopReading[]): Figure[] {
  const own = atMost(`${under}: event loop delay p99`, 'ms', median(ours.map(({ p99 }) => p99)), 20)
  return bare.length === 0
    ? [own]
    : [own, aside(`${under}: the same of the baseline`, 'ms', median(bare.map(({ p99 }) => p99)))]
}
