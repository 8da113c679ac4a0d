import { setImmediate } from 'node:timers/promises'
import type { Verdict } from '../../contract/permissions.ts'
import { isoTime } from '../../kernel/clock.ts'
import { type Store, decisions } from '../../store/index.ts'

export type Tally = Readonly<Record<Verdict, number>>

/** Decisions read at once; between two pages the loop serves others. */
const PAGE = 500

interface Counted {
  /** Start of the day that is counted, RFC 3339. */
  since: string
  /** Last record that was looked at. */
  pk: number
  counts: Record<Verdict, number>
  running: Promise<void> | null
}

const tallies = new WeakMap<Store, Map<string, Counted>>()

/**
 * How the tool calls of an organization were judged since `start` (milliseconds, the beginning of a day). The first
 * call reads the day's decisions; later ones read what came since.
 */
export async function decisionsSince(store: Store, org: string, start: number): Promise<Tally> {
  const byOrg = tallies.get(store) ?? new Map<string, Counted>()
  tallies.set(store, byOrg)
  const since = isoTime(start)
  const counted = byOrg.get(org) ?? { since, pk: pkBefore(store, org, start), counts: nothing(), running: null }
  byOrg.set(org, counted)
  if (counted.since !== since) Object.assign(counted, { since, counts: nothing() })
  counted.running ??= catchUp(store, org, counted).finally(() => {
    counted.running = null
  })
  await counted.running
  return { ...counted.counts }
}

function nothing(): Record<Verdict, number> {
  return { allow: 0, ask: 0, deny: 0 }
}

/** The newest decision before the day began: records arrive in order of time. */
function pkBefore(store: Store, org: string, start: number): number {
  return (
    store.stream(decisions).page(org, { until: isoTime(start - 1) }, { after: null, limit: 1, order: 'newest' })
      .records[0]?.pk ?? 0
  )
}

async function catchUp(store: Store, org: string, counted: Counted): Promise<void> {
  for (let more = true; more;) {
    const { records, next } = store.stream(decisions).page(org, {}, { after: counted.pk, limit: PAGE, order: 'oldest' })
    for (const { pk, at, doc } of records) {
      counted.pk = pk
      if (at >= counted.since) counted.counts[doc.verdict] += 1
    }
    more = next !== null
    if (more) await setImmediate()
  }
}
