import type { Logger } from '../../../kernel/ports.ts'
import { isAlive } from './processes.ts'

/** Notices that an agent's process has ended, whoever ended it, also one that an app before this one started. */
export interface EndWatch {
  /**
   * Takes over the process of an agent; one at a time, the newest.
   * @param started when it began, as the list of processes has it; null when it is not known
   */
  follow(agent: string, pid: number, started: string | null): void
  listen(listener: (agent: string) => void): void
  close(): void
}

/**
 * Looks at the processes by their id: a process that outlived the app that started it tells nobody of its end.
 * @param every milliseconds between two looks
 */
export function watchEnds(every: number, logger: Logger): EndWatch {
  const followed = new Map<string, { readonly pid: number; readonly started: string | null }>()
  const listeners = new Set<(agent: string) => void>()
  let looking = false

  async function look(): Promise<void> {
    for (const [agent, one] of followed) {
      if (await isAlive(one.pid, one.started)) continue
      // Another start may have taken its place while this one was looked at.
      if (followed.get(agent) !== one) continue
      followed.delete(agent)
      for (const listener of listeners) listener(agent)
    }
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => logger.warn({ err: error }, 'the processes of agents could not be looked at'))
      .finally(() => {
        looking = false
      })
  }, every)
  timer.unref()
  return {
    follow: (agent, pid, started) => void followed.set(agent, { pid, started }),
    listen: (listener) => void listeners.add(listener),
    close: () => clearInterval(timer),
  }
}
