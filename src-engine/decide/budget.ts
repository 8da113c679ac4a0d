import type { Cap } from '../contract/budgets.ts'
import { periodAt } from './periods.ts'

/** Money in millionths of a US dollar, and tokens in and out together. */
export interface Amount {
  readonly microUsd: number
  readonly tokens: number
}

/** A cap in force: that of an agent, a group or the organization. `label` names it to people ("the agent's"). */
export interface BudgetCap {
  readonly id: string
  readonly label: string
  readonly cap: Cap
}

/** What one cap has spent and holds back in one of its periods. */
export interface LedgerEntry {
  readonly spent: Amount
  readonly reserved: Amount
}

/** By `cap id/start of the period`. Entries of past periods may be dropped once nothing of them is reserved. */
export type Ledger = Readonly<Record<string, LedgerEntry>>

/** Taken from all caps at once; settles into the periods it was taken from, even when they have ended since. */
export interface Reservation {
  readonly amount: Amount
  readonly keys: readonly string[]
}

/** A cap whose spending crossed 50, 80 or 95 percent. */
export interface BudgetWarning {
  readonly budget: string
  readonly percent: 50 | 80 | 95
}

export type ReserveResult =
  | { readonly ok: true; readonly ledger: Ledger; readonly reservation: Reservation }
  | { readonly ok: false; readonly budget: string; readonly reason: string }

const NOTHING: Amount = { microUsd: 0, tokens: 0 }
const EMPTY: LedgerEntry = { spent: NOTHING, reserved: NOTHING }
const WARN_AT = [50, 80, 95] as const

export function ledgerKey(cap: BudgetCap, now: number): string {
  return `${cap.id}/${periodAt(cap.cap.period, now).start}`
}

/**
 * Holds back an amount under every cap at once, or under none: what is spent plus what is held back must stay within each.
 * @param amount safe integers, not negative; a cap also refuses an amount of nothing once it is used up
 * @throws RangeError for an amount that is no such integer
 */
export function reserve(ledger: Ledger, caps: readonly BudgetCap[], amount: Amount, now: number): ReserveResult {
  assertAmount(amount)
  const over = caps.find((cap) => !fits(cap.cap, ledger[ledgerKey(cap, now)] ?? EMPTY, amount))
  if (over !== undefined) return { ok: false, budget: over.id, reason: refusal(over) }
  const keys = [...new Set(caps.map((cap) => ledgerKey(cap, now)))]
  return {
    ok: true,
    ledger: change(ledger, keys, (entry) => ({ ...entry, reserved: add(entry.reserved, amount) })),
    reservation: { amount, keys },
  }
}

/**
 * Books what a call really used and gives back what was held for it. The full use is booked, also beyond the reservation
 * and beyond the cap: it has been spent. Settle or release a reservation once.
 */
export function settle(
  ledger: Ledger,
  caps: readonly BudgetCap[],
  reservation: Reservation,
  used: Amount,
): { ledger: Ledger; warnings: BudgetWarning[] } {
  assertAmount(used)
  const next = change(ledger, reservation.keys, (entry) => ({
    spent: add(entry.spent, used),
    reserved: less(entry.reserved, reservation.amount),
  }))
  return { ledger: next, warnings: crossings(ledger, next, caps, reservation.keys) }
}

/** Gives back what was held for a call that used nothing. */
export function release(ledger: Ledger, reservation: Reservation): Ledger {
  return change(ledger, reservation.keys, (entry) => ({ ...entry, reserved: less(entry.reserved, reservation.amount) }))
}

/** The first cap that is used up, as a sentence; null while all have something left. */
export function exceeded(ledger: Ledger, caps: readonly BudgetCap[], now: number): string | null {
  const over = caps.find(
    (cap) => !fits(cap.cap, { ...EMPTY, spent: (ledger[ledgerKey(cap, now)] ?? EMPTY).spent }, NOTHING),
  )
  return over === undefined ? null : refusal(over)
}

/** A cap is used up when nothing is left of it, even for a call that costs nothing. */
function fits(cap: Cap, { spent, reserved }: LedgerEntry, amount: Amount): boolean {
  return (
    fitsOne(cap.microUsd, spent.microUsd + reserved.microUsd, amount.microUsd) &&
    fitsOne(cap.tokens, spent.tokens + reserved.tokens, amount.tokens)
  )
}

function fitsOne(limit: number | null, taken: number, amount: number): boolean {
  return limit === null || (taken + amount <= limit && taken < limit)
}

function refusal({ label, cap }: BudgetCap): string {
  const limits = [
    cap.microUsd === null ? null : `$${(cap.microUsd / 1_000_000).toFixed(2)}`,
    cap.tokens === null ? null : `${cap.tokens} tokens`,
  ]
  return `${label} budget of ${limits.filter((limit) => limit !== null).join(' and ')} a ${cap.period} does not cover this call.`
}

function crossings(
  before: Ledger,
  after: Ledger,
  caps: readonly BudgetCap[],
  keys: readonly string[],
): BudgetWarning[] {
  return caps.flatMap((cap) => {
    const key = keys.find((candidate) => candidate.startsWith(`${cap.id}/`))
    if (key === undefined) return []
    const [was, is] = [share(cap.cap, before[key] ?? EMPTY), share(cap.cap, after[key] ?? EMPTY)]
    return WARN_AT.filter((percent) => was < percent && is >= percent).map((percent) => ({ budget: cap.id, percent }))
  })
}

/** Percent of the cap that is spent, of money or tokens, whichever is more. */
function share(cap: Cap, { spent }: LedgerEntry): number {
  return Math.max(part(cap.microUsd, spent.microUsd), part(cap.tokens, spent.tokens))
}

function part(limit: number | null, spent: number): number {
  if (limit === null) return 0
  return limit === 0 ? 100 : (spent * 100) / limit
}

function change(ledger: Ledger, keys: readonly string[], edit: (entry: LedgerEntry) => LedgerEntry): Ledger {
  return { ...ledger, ...Object.fromEntries(keys.map((key) => [key, edit(ledger[key] ?? EMPTY)])) }
}

function add(a: Amount, b: Amount): Amount {
  return { microUsd: saturate(a.microUsd + b.microUsd), tokens: saturate(a.tokens + b.tokens) }
}

function less(a: Amount, b: Amount): Amount {
  return { microUsd: Math.max(0, a.microUsd - b.microUsd), tokens: Math.max(0, a.tokens - b.tokens) }
}

function saturate(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER)
}

function assertAmount({ microUsd, tokens }: Amount): void {
  for (const value of [microUsd, tokens]) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`An amount is a non-negative safe integer, not ${value}.`)
  }
}
