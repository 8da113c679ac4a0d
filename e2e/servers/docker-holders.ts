import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../scripts/bootstrap/lock.mjs'
import type { EnginePaths } from './docker-engine.ts'
import { isRunning } from './process.ts'

/**
 * Who uses the private engine: one file per use, named by process id, so that several test runs
 * share it and only the last one ends it. Files of processes that died do not count.
 */
export async function hold(engine: EnginePaths, start: () => Promise<void>): Promise<string> {
  const folder = holdersFolder(engine)
  mkdirSync(folder, { recursive: true })
  const holder = join(folder, `${process.pid}-${randomUUID()}`)
  await withLock(lockFolder(engine), 'starting the Docker engine', async () => {
    await start()
    writeFileSync(holder, '')
  })
  return holder
}

/** Gives a use back, and runs `end` when it was the last. */
export async function release(engine: EnginePaths, holder: string, end: () => Promise<void>): Promise<void> {
  await withLock(lockFolder(engine), 'stopping the Docker engine', async () => {
    rmSync(holder, { force: true })
    for (const name of readdirSync(holdersFolder(engine))) {
      if (isRunning(Number.parseInt(name, 10))) return
      rmSync(join(holdersFolder(engine), name))
    }
    await end()
  })
}

function holdersFolder(engine: EnginePaths): string {
  return join(engine.run, 'holders')
}

function lockFolder(engine: EnginePaths): string {
  return join(engine.run, 'lock')
}
