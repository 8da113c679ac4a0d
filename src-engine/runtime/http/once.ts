import { hash } from 'node:crypto'
import type { Clock } from '../../kernel/ports.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 20_000
const SWEEP_MS = 1_000
const LONG_KEY = 600

/**
 * Remembers outcomes for a minute, so that a retry whose answer got lost is not done twice. What must hold longer is
 * idempotent by its own ids (decisions, records, reservations); this covers what would only be wasteful or refused.
 */
export function createOnce<T>(clock: Clock): (key: string, work: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { readonly until: number; readonly outcome: Promise<T> }>()
  let sweptAt = clock.monotonic()

  /** Many at once: a Map whose first entry goes with every call walks over the gaps that are left there. */
  function sweep(now: number): void {
    sweptAt = now
    const most = kept.size < MOST_KEPT ? MOST_KEPT : MOST_KEPT * 0.9
    // Insertion order is order of expiry.
    for (const [old, { until }] of kept) {
      if (until > now && kept.size <= most) break
      kept.delete(old)
    }
  }
  return (key, work) => {
    const now = clock.monotonic()
    if (kept.size >= MOST_KEPT || now - sweptAt >= SWEEP_MS) sweep(now)
    const known = kept.get(key)
    if (known !== undefined && known.until > now) return known.outcome
    const outcome = work()
    // A key that was kept too long goes to the end: the order has to stay that of expiry.
    if (known !== undefined) kept.delete(key)
    kept.set(key, { until: now + KEPT_MS, outcome })
    // A failure is not an outcome: the retry may fare better. The caller hears of it through `outcome`.
    outcome.catch(() => {
      if (kept.get(key)?.outcome === outcome) kept.delete(key)
    })
    return outcome
  }
}

/** A key that differs for every agent, purpose, idempotency key and body. */
export function onceKey(...parts: readonly string[]): string {
  const key = JSON.stringify(parts)
  // Hashing costs every call; what it saves is the memory of those that are long.
  return key.length <= LONG_KEY ? key : hash('sha256', key)
}
