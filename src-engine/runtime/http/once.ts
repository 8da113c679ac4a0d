import { hash } from 'node:crypto'
import type { Clock } from '../../kernel/ports.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 20_000

/**
 * Remembers outcomes for a minute, so that a retry whose answer got lost is not done twice. What must hold longer is
 * idempotent by its own ids (decisions, records, reservations); this covers what would only be wasteful or refused.
 */
export function createOnce<T>(clock: Clock): (key: string, work: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { readonly until: number; readonly outcome: Promise<T> }>()
  return (key, work) => {
    const now = clock.monotonic()
    // Insertion order is order of expiry.
    for (const [old, { until }] of kept) {
      if (until > now && kept.size < MOST_KEPT) break
      kept.delete(old)
    }
    const known = kept.get(key)
    if (known !== undefined) return known.outcome
    const outcome = work()
    kept.set(key, { until: now + KEPT_MS, outcome })
    // A failure is not an outcome: the retry may fare better. The caller hears of it through `outcome`.
    outcome.catch(() => kept.delete(key))
    return outcome
  }
}

/** A key that differs for every agent, purpose, idempotency key and body. */
export function onceKey(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts))
}
