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

/** What a thread does just now. */
interface Job {
  readonly nearly: () => void
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

interface Running {
  readonly worker: Worker
  readonly gone: Promise<void>
  job: Job | null
}

/** @param onError told when a thread fails that had nothing to do any more */
export function createCheckpointThread(file: string, onError: (error: unknown) => void): CheckpointThread {
  let running: Running | null = null
  let ending = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  function start(): Running {
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file } })
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    const thread: Running = { worker, gone, job: null }
    let failure: { readonly error: unknown } | null = null
    worker.on('message', (message) => {
      if (threadMessage.parse(message) === 'done') return thread.job?.done()
      thread.job?.nearly()
      tell(worker, 'go on')
    })
    worker.once('error', (error) => {
      failure = { error }
    })
    // Not with the error already: only now has the thread closed the file.
    worker.once('exit', () => {
      if (running === thread) running = null
      if (thread.job) thread.job.failed(failure?.error ?? new Error('the checkpoint thread ended before it was done'))
      else if (failure) onError(failure.error)
      resolve()
    })
    return thread
  }
  function tell(worker: Worker, order: z.output<typeof threadOrder>): void {
    worker.postMessage(order)
  }
  /** Whoever runs meanwhile starts another thread: this one would end before it was done. */
  async function end(): Promise<void> {
    clearTimeout(idle)
    if (running) {
      const { worker, gone } = running
      const before = ending
      running = null
      worker.ref()
      tell(worker, 'end')
      ending = before.then(() => gone)
    }
    await ending
  }

  return {
    async run(nearly) {
      clearTimeout(idle)
      const thread = (running ??= start())
      const { worker } = thread
      worker.ref()
      try {
        await new Promise<void>((done, failed) => {
          thread.job = { nearly, done, failed }
          tell(worker, 'begin')
        })
      } finally {
        thread.job = null
      }
      worker.unref()
      idle = setTimeout(() => void end(), LINGER_MS).unref()
    },
    end,
  }
}
