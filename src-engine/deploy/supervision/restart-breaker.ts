import { BrokenCircuitError, type IBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { Clock } from '../../kernel/ports.ts'

/** Restarts of one agent within the window before it is given up. */
export const MOST_RESTARTS = 3
export const WINDOW_MS = 10 * 60_000

/** Counts needed restarts as failures of the agent; opens at the third within the window. */
export interface RestartBreaker {
  /**
   * Runs a restart if one more is due.
   * @returns false when the agent was restarted too often
   */
  restart(run: () => Promise<void>): Promise<boolean>
}

/** A restart that was needed: to the breaker a failure, however well it went. */
class Needed extends Error {}

export function createRestartBreaker(clock: Clock): RestartBreaker {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: WINDOW_MS,
    breaker: countIn(clock, MOST_RESTARTS, WINDOW_MS),
  })
  return {
    async restart(run) {
      const ran: { error?: Error } = {}
      try {
        await policy.execute(async () => {
          await run().catch((error: unknown) => {
            ran.error = error instanceof Error ? error : new Error(String(error))
          })
          throw new Needed()
        })
      } catch (error) {
        if (error instanceof BrokenCircuitError) return false
        if (!(error instanceof Needed)) throw error
      }
      if (ran.error) throw ran.error
      return true
    },
  }
}

/** Opens at so many failures within a time. The library's own breakers count calls in a row or by share, not by time. */
function countIn(clock: Clock, most: number, ms: number): IBreaker {
  let times: readonly number[] = []
  return {
    get state() {
      return times
    },
    set state(value: unknown) {
      times = Array.isArray(value) ? value.map(Number) : []
    },
    success: () => undefined,
    failure() {
      const now = clock.monotonic()
      times = [...times.filter((time) => now - time < ms), now]
      return times.length >= most
    },
  }
}
