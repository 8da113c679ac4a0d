import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

/** When the WAL is worth a checkpoint; tests want them sooner. */
export interface CheckpointTiming {
  /** How often to look at the WAL's size. Default 1,000. */
  readonly intervalMs?: number
  /** A smaller WAL waits, so that an idle app does nothing. Default 16 MiB. */
  readonly thresholdBytes?: number
  /** A WAL this large is emptied even if a writer has to wait a moment for it. Default 128 MiB. */
  readonly limitBytes?: number
}

/** Keeps the write-ahead log short without ever making a commit wait. */
export interface Checkpointer {
  /**
   * Runs something that reads the file for long. A checkpoint that empties the WAL waits for its readers and holds up
   * commits while it does, so there is none until `work` is done.
   */
  duringLongRead<Result>(work: () => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

export interface CheckpointOptions extends CheckpointTiming {
  readonly onError: (error: unknown) => void
}

/**
 * Watches the size of `file`'s WAL and, each time it has grown past the threshold, runs a passive checkpoint on a connection of
 * its own in a short-lived worker thread. Passive checkpoints wait for nobody and keep SQLite's order: sync the WAL,
 * write the file, sync the file. SQLite then reuses the WAL from its head, so its size stays until it outgrows it.
 *
 * It can reuse it only when a checkpoint has copied everything, which a passive one never does while commits keep coming:
 * under such load the WAL grew by 190 MB a second. Past `limitBytes` the worker therefore ends with a checkpoint that
 * holds the next commit back until the last few frames are copied and empties the file.
 */
export function startCheckpointer(
  file: string,
  { intervalMs = 1_000, thresholdBytes = 16 * 1024 * 1024, limitBytes = 128 * 1024 * 1024, onError }: CheckpointOptions,
): Checkpointer {
  let running: Promise<void> | null = null
  let seen = 0
  let readers = 0

  async function check(): Promise<void> {
    const { size } = await stat(`${file}-wal`)
    if (size < thresholdBytes || size === seen) return
    await checkpointInWorker(file, size >= limitBytes && readers === 0)
    seen = (await stat(`${file}-wal`)).size
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
    },
  }
}

function checkpointInWorker(file: string, restart: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file, restart } })
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}
