import { Worker } from 'node:worker_threads'
import { z } from 'zod'

/** What the thread is told: copy; writers are held, copy the rest; close the file and end. */
export const threadOrder = z.enum(['begin', 'go on', 'end'])
/** What it says: only little is left to copy; all of it was tried. */
export const threadMessage = z.enum(['nearly', 'done'])

/** The thread that checkpoints one file. It starts when there is something to do and stays for a while. */
export interface CheckpointThread {
  /**
   * One checkpoint; not while another runs.
   * @param nearly called when only little is left to copy
   * @throws what the thread failed with
   */
  run(nearly: () => void): Promise<void>
  /** Resolves when no thread is left. */
  end(): Promise<void>
}

/**
 * Under load there is something to copy every second. A thread costs a fifth of a second of processor time to start, and
 * ten megabytes to keep: it ends when nothing was to be done for so long.
 */
const LINGER_MS = 10_000

interface Running {
  readonly worker: Worker
  /** Rejects with what the thread failed with. */
  readonly ended: Promise<void>
}

/** @param onError told when a thread fails that had nothing to do any more */
export function createCheckpointThread(file: string, onError: (error: unknown) => void): CheckpointThread {
  let running: Running | null = null
  let ending = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  function start(): Running {
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file } })
    const ended = new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => resolve())
    }).finally(() => {
      if (running?.worker === worker) running = null
    })
    return { worker, ended }
  }
  function tell(worker: Worker, order: z.output<typeof threadOrder>): void {
    worker.postMessage(order)
  }
  /** Whoever runs meanwhile starts another thread: this one would end before it was done. */
  function end(): Promise<void> {
    clearTimeout(idle)
    if (running) {
      const { worker, ended } = running
      running = null
      worker.ref()
      tell(worker, 'end')
      ending = ended
    }
    return ending
  }

  return {
    async run(nearly) {
      clearTimeout(idle)
      const { worker, ended } = (running ??= start())
      worker.ref()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      function hear(message: unknown): void {
        if (threadMessage.parse(message) === 'done') return resolve()
        nearly()
        tell(worker, 'go on')
      }
      worker.on('message', hear)
      tell(worker, 'begin')
      ended.then(() => reject(new Error('the checkpoint thread ended before it was done')), reject)
      await promise
      worker.off('message', hear)
      worker.unref()
      idle = setTimeout(() => end().catch(onError), LINGER_MS).unref()
    },
    end,
  }
}
