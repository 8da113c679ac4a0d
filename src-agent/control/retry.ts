import { setTimeout as sleep } from 'node:timers/promises'
import { AgentError } from '../errors.ts'

const FIRST_MS = 100
const MOST_MS = 15_000

/**
 * True when asking again later may help: nobody answered, the other side is overloaded or starting, or our token has
 * not been renewed yet. Everything else is an answer.
 */
export function isTransient(error: unknown): error is AgentError {
  if (!(error instanceof AgentError)) return false
  return (
    error.status === 0 ||
    error.status === 401 ||
    error.status === 408 ||
    error.status === 425 ||
    error.status === 429 ||
    error.status >= 500
  )
}

/** Sleeps before attempt `attempt + 1`: exponential with full jitter, or what the other side asked for. Ends early when `signal` aborts (throws its reason). */
export async function backOff(attempt: number, signal: AbortSignal, askedMs?: number): Promise<void> {
  const ceiling = Math.min(FIRST_MS * 2 ** Math.min(attempt, 20), MOST_MS)
  await pause(askedMs ?? ceiling / 2 + (Math.random() * ceiling) / 2, signal)
}

/** Sleeps `ms`; throws the signal's own reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
