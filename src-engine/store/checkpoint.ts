import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

const INTERVAL_MS = 1_000
/** A WAL this large is worth a checkpoint; smaller ones wait so that an idle app does nothing. */
const THRESHOLD_BYTES = 16 * 1024 * 1024

/** Keeps the write-ahead log short without ever making a commit wait. */
export interface Checkpointer {
  stop(): Promise<void>
}

export interface CheckpointOptions {
  /** Called with the WAL's size before a checkpoint, whose own sync covers at least that much. */
  readonly onStart: (size: number) => void
  readonly onError: (error: unknown) => void
}

/**
 * Watches the size of `file`'s WAL and, each time it has grown past 16 MiB, runs a passive checkpoint on a connection of
 * its own in a short-lived worker thread. Passive checkpoints wait for nobody and keep SQLite's order: sync the WAL,
 * write the file, sync the file. SQLite then reuses the WAL from its head, so its size stays until it outgrows it.
 */
export function startCheckpointer(file: string, { onStart, onError }: CheckpointOptions): Checkpointer {
  let running: Promise<void> | null = null
  let seen = 0

  async function check(): Promise<void> {
    const { size } = await stat(`${file}-wal`)
    if (size < THRESHOLD_BYTES || size === seen) return
    onStart(size)
    await checkpointInWorker(file)
    seen = (await stat(`${file}-wal`)).size
  }
  const timer = setInterval(() => {
    running ??= check()
      .catch(onError)
      .finally(() => {
        running = null
      })
  }, INTERVAL_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

function checkpointInWorker(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}
