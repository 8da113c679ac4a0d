import type { Budget, Cap } from '../../contract/budgets.ts'
import {
  type Amount,
  type BudgetWarning,
  type LedgerEntry,
  type Reservation,
  exceeded,
  ledgerKey,
  periodAt,
  release,
  reserve,
  settle,
} from '../../decide/index.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Clock, Ids } from '../../kernel/ports.ts'
import { type Store, type UsageRecord, reservations, usage } from '../../store/index.ts'
import { type CapIndex, openCapIndex } from './cap-index.ts'
import { type DayBook, createDayBook } from './day-book.ts'

export interface Spender {
  readonly org: string
  readonly agent: string
  readonly run: string | null
}
export type Held = { readonly ok: true; readonly reservation: string } | { readonly ok: false; readonly reason: string }
export type Used = Omit<UsageRecord, 'reservation'>

/** What a cap has spent and holds back now. */
export interface CapState extends LedgerEntry {
  readonly start: number
  readonly end: number
}

/** Spending of all agents against their caps: in memory for the hot path, on disk before anybody is told. */
export interface BudgetBook {
  readonly days: DayBook
  /** Resolves when what the last process left open is booked on disk. */
  readonly recovered: Promise<void>
  /** Which budget of the agent or the organization is used up, as a sentence, or null. */
  exceeded(org: string, agent: string): string | null
  /** Holds an amount back under every cap at once; durable when the promise resolves. */
  hold(who: Spender, amount: Amount): Promise<Held>
  /** Books what was used, in the period it was reserved in, even when that has ended; settling twice changes nothing. */
  settle(who: Spender, reservation: string, used: Used): Promise<void>
  /** Gives back what was held for a call that used nothing. */
  release(who: Spender, reservation: string): Promise<void>
  isBooked(who: Spender, key: string): boolean
  /** Books usage that was not reserved; false when `key` was booked before. */
  book(who: Spender, key: string, used: Used): Promise<boolean>
  state(budget: Pick<Budget, 'id' | 'org' | 'agent' | 'cap'>): CapState
  /** The tightest cap in money that binds the agent itself, with what is left of it. */
  capOf(agent: string): Cap | null
  onChange(listener: (org: string, agent: string, warnings: readonly BudgetWarning[]) => void): void
}

/** Under which a report of usage stands in the ledger: a key is the agent's own. */
function reportId({ agent }: Spender, key: string): string {
  return `${agent}:${key}`
}

interface Live {
  readonly who: Spender
  readonly reservation: Reservation
  /** When it was taken: its use belongs to the periods of that moment. */
  readonly at: number
}

/** Opens the book: sums what the ledger holds and settles in full what was under way when the process ended last. */
export function openBudgetBook(store: Store, clock: Clock, ids: Ids): BudgetBook {
  const days = createDayBook(
    store.daySums.since(isoTime(periodAt('year', clock.now()).start - 7 * 86_400_000).slice(0, 10)),
  )
  const caps = openCapIndex(store)
  const held = new Map<string, Amount>()
  const live = new Map<string, Live>()
  const listeners: ((org: string, agent: string, warnings: readonly BudgetWarning[]) => void)[] = []

  function spentUnder(org: string, agent: string | null, cap: Cap, at: number): Amount {
    const { start, end } = periodAt(cap.period, at)
    return days.sum(org, agent, start, end)
  }
  /** The entries of the caps in force, as the arithmetic wants them: spending from the days, reservations from memory. */
  function ledgerOf(org: string, binding: ReturnType<CapIndex['binding']>, now: number): Record<string, LedgerEntry> {
    const entries: Record<string, LedgerEntry> = {}
    for (const cap of binding) {
      const key = ledgerKey(cap, now)
      entries[key] = {
        spent: spentUnder(org, cap.agent, cap.cap, now),
        reserved: held.get(key) ?? { microUsd: 0, tokens: 0 },
      }
    }
    return entries
  }
  function keepHeld(ledger: Readonly<Record<string, LedgerEntry>>, keys: readonly string[]): void {
    for (const key of keys) {
      const reserved = ledger[key]?.reserved
      if (!reserved || (reserved.microUsd === 0 && reserved.tokens === 0)) held.delete(key)
      else held.set(key, reserved)
    }
  }
  function free(reservation: Reservation): void {
    const ledger = Object.fromEntries(
      reservation.keys.map((key) => [
        key,
        { spent: { microUsd: 0, tokens: 0 }, reserved: held.get(key) ?? { microUsd: 0, tokens: 0 } },
      ]),
    )
    keepHeld(release(ledger, reservation), reservation.keys)
  }
  function changed(who: Spender, warnings: readonly BudgetWarning[]): void {
    for (const listener of listeners) listener(who.org, who.agent, warnings)
  }
  function count(who: Spender, used: Used, at: number): BudgetWarning[] {
    const binding = caps.binding(who.org, who.agent)
    const before = ledgerOf(who.org, binding, at)
    const amount = { microUsd: used.microUsd, tokens: used.inputTokens + used.outputTokens }
    const { warnings } = settle(
      before,
      binding,
      { amount: { microUsd: 0, tokens: 0 }, keys: Object.keys(before) },
      amount,
    )
    days.add(who.org, who.agent, at, used)
    return warnings
  }
  async function write(who: Spender, id: string, reservation: string, used: Used, at: number): Promise<boolean> {
    const doc: UsageRecord = { ...used, reservation }
    return (
      (await store.append(usage, {
        id,
        org: who.org,
        agent: who.agent,
        run: who.run,
        ref: reservation,
        at: isoTime(at),
        doc,
      })) !== null
    )
  }

  const bookings = store.openReservations.all().map((open) => {
    // Nobody knows whether the provider was paid: count it as spent, never as free.
    const used = {
      model: 'unknown',
      provider: 'unknown',
      microUsd: open.microUsd,
      inputTokens: 0,
      outputTokens: open.tokens,
      estimated: true,
    }
    const at = Date.parse(open.at)
    days.add(open.org, open.agent, at, used)
    return write({ org: open.org, agent: open.agent, run: open.run }, `${open.id}u`, open.id, used, at)
  })
  const recovered = Promise.all(bookings).then(() => undefined)

  return {
    days,
    recovered,
    exceeded(org, agent) {
      const binding = caps.binding(org, agent)
      if (binding.length === 0) return null
      const now = clock.now()
      return exceeded(ledgerOf(org, binding, now), binding, now)
    },
    async hold(who, amount) {
      const now = clock.now()
      const binding = caps.binding(who.org, who.agent)
      const result = reserve(ledgerOf(who.org, binding, now), binding, amount, now)
      if (!result.ok) return { ok: false, reason: result.reason }
      const id = ids.next('rsv')
      keepHeld(result.ledger, result.reservation.keys)
      live.set(id, { who, reservation: result.reservation, at: now })
      try {
        await store.append(reservations, {
          id,
          org: who.org,
          agent: who.agent,
          run: who.run,
          at: isoTime(now),
          doc: amount,
        })
      } catch (error) {
        live.delete(id)
        free(result.reservation)
        throw error
      }
      return { ok: true, reservation: id }
    },
    async settle(who, reservation, used) {
      const open = live.get(reservation)
      if (!open) return
      live.delete(reservation)
      free(open.reservation)
      const warnings = count(who, used, open.at)
      await write(who, `${reservation}u`, reservation, used, open.at)
      changed(who, warnings)
    },
    async release(who, reservation) {
      const open = live.get(reservation)
      if (!open) return
      live.delete(reservation)
      free(open.reservation)
      const nothing = { model: '', provider: '', microUsd: 0, inputTokens: 0, outputTokens: 0, estimated: false }
      await write(who, `${reservation}u`, reservation, nothing, open.at)
    },
    isBooked: (who, key) => store.stream(usage).get(reportId(who, key)) !== undefined,
    async book(who, key, used) {
      const id = reportId(who, key)
      const now = clock.now()
      if (!(await write(who, id, id, used, now))) return false
      changed(who, count(who, used, now))
      return true
    },
    state(budget) {
      const now = clock.now()
      const { start, end } = periodAt(budget.cap.period, now)
      const key = ledgerKey({ id: budget.id, label: '', cap: budget.cap }, now)
      return {
        spent: spentUnder(budget.org, budget.agent, budget.cap, now),
        reserved: held.get(key) ?? { microUsd: 0, tokens: 0 },
        start,
        end,
      }
    },
    capOf: (agent) => caps.own(agent),
    onChange(listener) {
      listeners.push(listener)
    },
  }
}
