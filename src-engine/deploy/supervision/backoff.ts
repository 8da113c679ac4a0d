import type { Clock } from '../../kernel/ports.ts'

/** When something about an agent is due again: each time after twice the wait before it. */
export interface Backoff {
  /** Whether it is due; then the next time is set. */
  take(agent: string): boolean
  /** It went well, or is needed no more: the next one is due at once. */
  clear(agent: string): void
}

/** @param first milliseconds between the first two times, doubling up to `most` */
export function createBackoff(clock: Clock, first: number, most: number): Backoff {
  const next = new Map<string, { readonly at: number; readonly wait: number }>()
  return {
    take(agent) {
      const now = clock.monotonic()
      const { at, wait } = next.get(agent) ?? { at: now, wait: first }
      if (now < at) return false
      next.set(agent, { at: now + wait, wait: Math.min(wait * 2, most) })
      return true
    },
    clear: (agent) => void next.delete(agent),
  }
}
