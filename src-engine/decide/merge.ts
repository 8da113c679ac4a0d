import type { MergeKind } from '../contract/collection.ts'
import { canonicalJson } from './canonical-json.ts'
import { mergeElement, type Elements } from './merge-set.ts'
import { narrower } from './narrow.ts'

/** A field as it stands: value, clock and commit of its last write. `elements` only for kind `set`. */
export interface FieldState {
  readonly value: unknown
  readonly hlc: string
  readonly by: string
  readonly elements?: Elements
}

/**
 * An edit of a field. `by` is the commit it comes with, `seen` the `by` its author saw, null where there was none.
 * For `delta` the value is the integer to add, for `set` `{ element, present }` with `seen` of that element.
 */
export interface FieldOp {
  readonly value: unknown
  readonly hlc: string
  readonly by: string
  readonly seen: string | null
}

/** Two concurrent edits of one field, or an edit that cannot be read. What did not stand is kept for a person to see. */
export interface FieldConflict {
  readonly reason: 'concurrent' | 'malformed'
  readonly lost: { readonly value: unknown; readonly hlc: string; readonly by: string }
}

export interface Merged extends FieldState {
  readonly conflict?: FieldConflict
}

/**
 * Folds one edit into a field; pure, so every device that folds the same edits in the same
 * order holds the same field and the same conflicts. Values are canonical JSON values already. Whoever saw the value they replace wins whatever the clocks say.
 */
export function mergeField(kind: MergeKind, current: FieldState | null, op: FieldOp): Merged {
  switch (kind) {
    case 'lww':
    case 'order':
      return current === null ? plain(op) : lastWriter(current, op)
    case 'delta':
      return sum(current, op)
    case 'set':
      return mergeElement(current, op)
    case 'narrow-bool':
    case 'narrow-min':
    case 'narrow-max':
    case 'narrow-subset':
    case 'narrow-superset':
      return current === null ? plain(op) : narrow(kind, current, op)
  }
}

function plain({ value, hlc, by }: FieldOp): Merged {
  return { value, hlc, by }
}

/** An edit of the same commit follows its predecessor: its author wrote both. */
function sawCurrent(current: FieldState, op: FieldOp): boolean {
  return op.seen === current.by || op.by === current.by
}

function lastWriter(current: FieldState, op: FieldOp): Merged {
  const hlc = later(current.hlc, op.hlc)
  if (sawCurrent(current, op)) return { value: op.value, hlc, by: op.by }
  const wins = op.hlc === current.hlc ? canonicalJson(op.value) > canonicalJson(current.value) : op.hlc > current.hlc
  const kept = wins ? op : current
  const merged = { value: kept.value, hlc, by: kept.by }
  return equal(current.value, op.value) ? merged : { ...merged, conflict: concurrent(wins ? current : op) }
}

function sum(current: FieldState | null, op: FieldOp): Merged {
  const base = typeof current?.value === 'number' ? current.value : 0
  if (typeof op.value !== 'number' || !Number.isSafeInteger(op.value))
    return malformed(current ?? { value: 0, hlc: op.hlc, by: op.by }, op)
  const limit = Number.MAX_SAFE_INTEGER
  const value = Math.min(limit, Math.max(-limit, base + op.value))
  return { value, hlc: current === null ? op.hlc : later(current.hlc, op.hlc), by: op.by }
}

type NarrowKind = Exclude<MergeKind, 'lww' | 'order' | 'delta' | 'set'>

function narrow(kind: NarrowKind, current: FieldState, op: FieldOp): Merged {
  const hlc = later(current.hlc, op.hlc)
  if (sawCurrent(current, op)) return { value: op.value, hlc, by: op.by }
  if (equal(current.value, op.value))
    return { value: current.value, hlc, by: op.hlc > current.hlc ? op.by : current.by }
  const value = narrower(kind, current.value, op.value)
  if (value === undefined) return malformed(current, op)
  const stands = equal(value, current.value)
  return { value, hlc, by: stands ? current.by : op.by, conflict: concurrent(stands ? op : current) }
}

function concurrent({ value, hlc, by }: FieldState): FieldConflict {
  return { reason: 'concurrent', lost: { value, hlc, by } }
}

function malformed(current: FieldState, { value, hlc, by }: FieldOp): Merged {
  return { ...current, conflict: { reason: 'malformed', lost: { value, hlc, by } } }
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function equal(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
