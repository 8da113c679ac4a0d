import { existsSync } from 'node:fs'

const LOOK_MS = 10_000

/**
 * Resolves with true once `directory` is gone, with false when `signal` ends the wait. An agent whose folder was removed
 * has neither its records nor anybody who knows of it any more: it must not live on.
 */
export function untilRemoved(directory: string, signal: AbortSignal, lookMs = LOOK_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!existsSync(directory)) end(true)
    }, lookMs).unref()
    const onAbort = (): void => end(false)
    function end(removed: boolean): void {
      clearInterval(timer)
      signal.removeEventListener('abort', onAbort)
      resolve(removed)
    }
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) end(false)
  })
}
