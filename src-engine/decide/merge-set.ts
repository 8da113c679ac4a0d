import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import type { FieldOp, FieldState, Merged } from './merge.ts'

/** Last write of each element ever named, by its canonical text; the removed ones stay so that a late add is noticed. */
export type Elements = Readonly<
  Record<string, { readonly present: boolean; readonly hlc: string; readonly by: string }>
>

const elementOp = z.object({ element: z.json(), present: z.boolean() })

/**
 * Adds or removes one element. Of a concurrent add and removal the removal stands and a conflict is recorded; lists in
 * which adding narrows (deny-lists) are of kind `narrow-superset` instead. The value lists what is present, sorted by
 * canonical text, so it does not depend on the order of edits.
 */
export function mergeElement(current: FieldState | null, op: FieldOp): Merged {
  const parsed = elementOp.safeParse(op.value)
  const base: FieldState = current ?? { value: [], hlc: op.hlc, by: op.by }
  const lost = { value: op.value, hlc: op.hlc, by: op.by }
  if (!parsed.success) return { ...base, conflict: { reason: 'malformed', lost } }
  const { element, present } = parsed.data
  const key = canonicalJson(element)
  const elements = base.elements ?? elementsOf(base)
  const last = Object.hasOwn(elements, key) ? elements[key] : undefined
  const hlc = base.hlc > op.hlc ? base.hlc : op.hlc
  const isConcurrent = last !== undefined && op.seen !== last.by && op.by !== last.by && last.present !== present
  if (isConcurrent && present) return { ...base, hlc, elements, conflict: { reason: 'concurrent', lost } }
  const next = { ...elements, [key]: { present, hlc: op.hlc, by: op.by } }
  const merged: Merged = { value: listOf(next), hlc, by: op.by, elements: next }
  return isConcurrent
    ? {
        ...merged,
        conflict: { reason: 'concurrent', lost: { value: { element, present: true }, hlc: last.hlc, by: last.by } },
      }
    : merged
}

/** A list that was written whole, before any of its elements was edited. */
function elementsOf({ value, hlc, by }: FieldState): Elements {
  return Object.fromEntries(
    (Array.isArray(value) ? value : []).map((item) => [canonicalJson(item), { present: true, hlc, by }]),
  )
}

function listOf(elements: Elements): unknown[] {
  return Object.entries(elements)
    .filter(([, { present }]) => present)
    .map(([text]) => text)
    .toSorted()
    .map((text): unknown => JSON.parse(text))
}
