import type { StoredDocument } from '../contract/collection.ts'
import type { JsonObject, JsonValue } from '../contract/values.ts'
import { EngineError } from '../kernel/errors.ts'

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

/** @throws EngineError `precondition_failed` when `ifVersion` is given and is not the row's. */
export function refuseStale(row: Row, ifVersion: number | undefined): void {
  if (ifVersion === undefined || row.version === ifVersion) return
  throw new EngineError(
    'precondition_failed',
    'Somebody changed this meanwhile. Load it again and repeat your change.',
    { details: { id: row.doc.id, version: row.version } },
  )
}

interface Op {
  readonly opId: string
  readonly collection: string
  readonly id: string
  readonly cl: number
  readonly hlc: string
}

/** One field's edit. */
export interface FieldOp extends Op {
  /** Field path. */
  readonly field: string
  readonly kind: string
  readonly value: JsonValue
  /** Set when the field (an entry of a map) is taken away: that is not the same as null. */
  readonly removed?: true
  /** The commit whose value the author saw, null when there was none in this life of the row. */
  readonly seen: string | null
  readonly baseValue: JsonValue
}

/** The end of a row's life: `cl` is the even number that ends it. */
export interface DeleteOp extends Op {
  readonly field: ''
  readonly kind: 'delete'
  readonly value: null
  /**
   * By field, the commit whose value the author saw. A fold that meets a field with another writer knows that the delete
   * was made without having seen that edit: then the row stays until a person decides.
   */
  readonly seen: Readonly<Record<string, string>>
  /** By field, what the author saw: for the screen that shows the conflict. */
  readonly baseValue: JsonObject
}

/** One op as it waits in the outbox. `txn` and `actor` stand beside it in the outbox row. */
export type OutboxOp = FieldOp | DeleteOp
