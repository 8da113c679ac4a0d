import type { StoredDocument } from '../contract/collection.ts'
import type { JsonValue } from '../contract/values.ts'

/** Who wrote a field last: the clock reading of the write and the id of the change set (commit) that carries it. */
export interface FieldMeta {
  readonly hlc: string
  readonly by: string
}
export type RowMeta = Readonly<Record<string, FieldMeta>>

/** A document as the store holds it in memory. */
export interface Row<Doc extends StoredDocument = StoredDocument> {
  readonly doc: Doc
  /** Local counter of the document; its ETag. */
  readonly version: number
  /** Causal length: odd while alive, even once deleted. */
  readonly cl: number
  readonly meta: RowMeta
  /** Log position that last named the row; null before the first sync. */
  readonly rev: number | null
}

/** One field edit as it waits in the outbox. `txn` and `actor` stand beside it in the outbox row. */
export interface OutboxOp {
  readonly opId: string
  readonly collection: string
  readonly id: string
  readonly cl: number
  /** Field path; empty for an op about the row's life itself (a delete). */
  readonly field: string
  readonly kind: string
  readonly value: JsonValue
  /** Set when the field (an entry of a map) is taken away: that is not the same as null. */
  readonly removed?: true
  readonly hlc: string
  /** The commit whose value the author saw, null when there was none. */
  readonly seen: string | null
  readonly baseValue: JsonValue
}
