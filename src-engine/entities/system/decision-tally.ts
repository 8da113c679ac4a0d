import { setImmediate } from 'node:timers/promises'
import type { Verdict } from '../../contract/permissions.ts'
import { isoTime } from '../../kernel/clock.ts'
import { type Decision, type Store, type StoredRecord, decisions } from '../../store/index.ts'

/** Calls, each once, and how many of them were judged so: one that was asked about and then allowed is among both. */
export type Tally = Readonly<Record<Verdict | 'calls', number>>

/** Decisions read at once; between two pages the loop serves others. */
const PAGE = 500

interface Counted {
  /** Start of the day that is counted, RFC 3339. */
  since: string
  /** Last record that was looked at. */
  pk: number
  counts: Record<keyof Tally, number>
  /** Calls that were asked about, with their last verdict: they are decided again after the answer, whenever it comes. */
  asked: Map<string, Verdict>
  /** The call each agent was last judged for: an allow that it was too slow to use is decided again at once. */
  last: Map<string, { readonly call: string; readonly verdict: Verdict }>
  running: Promise<void> | null
}

const tallies = new WeakMap<Store, Map<string, Counted>>()

/**
 * How the tool calls of an organization were judged since `start` (milliseconds, the beginning of a day). A call counts
 * once, on the day it was first judged; so what it takes to tell is as much as was asked, and not every call. The first
 * look reads the day's decisions; later ones read what came since.
 */
export async function decisionsSince(store: Store, org: string, start: number): Promise<Tally> {
  const byOrg = tallies.get(store) ?? new Map<string, Counted>()
  tallies.set(store, byOrg)
  const since = isoTime(start)
  const counted = byOrg.get(org) ?? { since, pk: pkBefore(store, org, start), ...nothing(), running: null }
  byOrg.set(org, counted)
  if (counted.since !== since) Object.assign(counted, { since, ...nothing() })
  counted.running ??= catchUp(store, org, counted).finally(() => {
    counted.running = null
  })
  await counted.running
  return { ...counted.counts }
}

function nothing(): Pick<Counted, 'counts' | 'asked' | 'last'> {
  return { counts: { calls: 0, allow: 0, ask: 0, deny: 0 }, asked: new Map(), last: new Map() }
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
    for (const record of records) {
      counted.pk = record.pk
      if (record.at >= counted.since) count(counted, record)
    }
    more = next !== null
    if (more) await setImmediate()
  }
}

function count({ counts, asked, last }: Counted, { agent, run, doc }: StoredRecord<Decision>): void {
  const { verdict } = doc
  const call = `${run ?? ''} ${doc.call}`
  const latest = last.get(agent ?? '')
  const before = asked.get(call) ?? (latest?.call === call ? latest.verdict : undefined)
  // Answered today, asked on a day before: it was counted then.
  const ofBefore = doc.approval !== null && verdict !== 'ask'
  if (before === undefined && !ofBefore) counts.calls += 1
  if (before !== verdict) counts[verdict] += 1
  if (verdict === 'ask' || asked.has(call)) asked.set(call, verdict)
  last.set(agent ?? '', { call, verdict })
}
