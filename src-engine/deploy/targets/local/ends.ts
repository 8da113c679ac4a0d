import type { Logger } from '../../../kernel/ports.ts'
import { isAlive } from './processes.ts'

/** Notices that an agent's process has ended, whoever ended it, also one that an app before this one started. */
export interface EndWatch {
  /** Takes over the process of an agent; one at a time, the newest. */
  follow(agent: string, pid: number): void
  listen(listener: (agent: string) => void): void
  close(): void
}

/**
 * Looks at the processes by their id: a process that outlived the app that started it tells nobody of its end.
 * @param every milliseconds between two looks
 */
export function watchEnds(every: number, logger: Logger): EndWatch {
  const pids = new Map<string, number>()
  const listeners = new Set<(agent: string) => void>()
  let looking = false

  async function look(): Promise<void> {
    for (const [agent, pid] of pids) {
      if (await isAlive(pid)) continue
      // Another start may have taken its place while this one was looked at.
      if (pids.get(agent) !== pid) continue
      pids.delete(agent)
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
    follow: (agent, pid) => void pids.set(agent, pid),
    listen: (listener) => void listeners.add(listener),
    close: () => clearInterval(timer),
  }
}
