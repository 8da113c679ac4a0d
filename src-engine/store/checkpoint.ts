import type Database from 'better-sqlite3'
import { z } from 'zod'
import { createCheckpointThread } from './checkpoint-thread.ts'

/** When the WAL is worth a checkpoint; tests want them sooner. */
export interface CheckpointTiming {
  /** How often to look at the WAL. Default 1,000. */
  readonly intervalMs?: number
  /** What is in the WAL and smaller waits, so that an idle app does nothing. Default 16 MiB. */
  readonly thresholdBytes?: number
}

/** Keeps the write-ahead log short without ever making a commit wait. */
export interface Checkpointer {
  /** Undefined when a write may begin now, else a promise of the moment when it may: see {@link startCheckpointer}. */
  writable(): Promise<void> | undefined
  /** Runs something that reads the file for long: a checkpoint could not end before it does, so writers are not held. */
  duringLongRead<Result>(work: () => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

export interface CheckpointOptions extends CheckpointTiming {
  readonly onError: (error: unknown) => void
}

const stateSchema = z.tuple([z.object({ log: z.int() })])
const FRAME_HEADER_BYTES = 24

/**
 * Looks at how much `file`'s WAL holds and, past the threshold, runs passive checkpoints on a connection of its own in a
 * worker thread. They wait for nobody, nobody waits for them, and they keep SQLite's order: sync the WAL,
 * write the file, sync the file. Once everything is copied, SQLite starts the WAL over at its head.
 *
 * While commits keep coming a passive checkpoint never copies everything: under such load a WAL grew by 190 MB a second.
 * One that holds SQLite's write lock would, and with it the event loop for as long as the disk takes. So, when little is
 * left, writers who can wait ({@link Checkpointer.writable}) are held back for the last pass, a few milliseconds, and
 * the loop goes on. Who writes all the same does no harm: the WAL is then started over by a later checkpoint.
 */
export function startCheckpointer(
  sql: Database.Database,
  file: string,
  { intervalMs = 1_000, thresholdBytes = 16 * 1024 * 1024, onError }: CheckpointOptions,
): Checkpointer {
  const pageBytes = z.int().parse(sql.pragma('page_size', { simple: true }))
  const threshold = thresholdBytes / (pageBytes + FRAME_HEADER_BYTES)
  const thread = createCheckpointThread(file, onError)
  let running: Promise<void> | null = null
  let held: { readonly open: () => void; readonly opened: Promise<void> } | null = null
  let copied = 0
  let readers = 0

  function hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    held = { open: resolve, opened: promise }
  }
  function release(): void {
    held?.open()
    held = null
  }
  /** Frames in the WAL. NOOP (SQLite 3.51) looks and does nothing. */
  function frames(): number {
    const [{ log }] = stateSchema.parse(sql.pragma('wal_checkpoint(NOOP)'))
    return log
  }

  async function checkpoint(): Promise<void> {
    try {
      await thread.run(() => {
        if (readers === 0) hold()
      })
    } finally {
      release()
    }
  }
  async function check(): Promise<void> {
    const log = frames()
    // What a reader kept from being copied is not tried again every second, but when there is more.
    if (log < threshold || log === copied) return
    await checkpoint()
    copied = log
  }
  const timer = setInterval(() => {
    running ??= check()
      .catch(onError)
      .finally(() => {
        running = null
      })
  }, intervalMs)
  timer.unref()
  return {
    writable: () => held?.opened,
    async duringLongRead(work) {
      readers += 1
      try {
        await running
        return await work()
      } finally {
        readers -= 1
      }
    },
    async stop() {
      clearInterval(timer)
      await running
      await thread.end()
    },
  }
}
