import { rm } from 'node:fs/promises'
import { seededDirectory } from './seed.ts'

interface Stoppable {
  stop(): Promise<unknown>
}

/** Runs `work`; what it keeps is stopped afterwards, last first, however it ends. */
export async function using<Result>(
  work: (keep: <Thing extends Stoppable>(thing: Thing | Promise<Thing>) => Promise<Thing>) => Promise<Result>,
): Promise<Result> {
  const kept: Stoppable[] = []
  try {
    return await work(async (thing) => {
      const made = await thing
      kept.push(made)
      return made
    })
  } finally {
    for (const thing of kept.toReversed()) await thing.stop()
  }
}

/** A seeded data directory that is gone afterwards. */
export async function seeded(): Promise<{ readonly path: string; stop(): Promise<void> }> {
  const path = await seededDirectory()
  return { path, stop: () => rm(path, { recursive: true, force: true }) }
}
