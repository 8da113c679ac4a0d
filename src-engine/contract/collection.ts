import type { z } from 'zod'
import type { Role } from './access.ts'

/**
 * How two concurrent writes of one field meet (design: merge kind travels in the op).
 * `lww` later clock wins · `set` per element · `delta` sums · `order` fractional index · `narrow-*` for what widens
 * rights or spend: the narrower value stands unless its author had seen the one it replaces.
 */
export type MergeKind =
  | 'lww'
  | 'set'
  | 'delta'
  | 'order'
  | 'narrow-bool'
  | 'narrow-min'
  | 'narrow-max'
  | 'narrow-subset'
  | 'narrow-superset'

/** One field of a collection: how it merges and the least role that may write it. */
export interface FieldRule {
  readonly merge: MergeKind
  readonly write: Role
}

/**
 * A synced collection as data. `fields` names every mergeable path of the document: a top-level key, or `key/*` where
 * each entry of a map is a field of its own. What only means something together is one field.
 */
export interface Collection<Doc extends StoredDocument = StoredDocument> {
  /** Table and collection name. */
  readonly name: string
  readonly idPrefix: string
  readonly schema: z.ZodType<Doc>
  readonly fields: Readonly<Record<string, FieldRule>>
  /** Most rows of one organization; the whole collection is held in memory up to it. */
  readonly bound: number
}

/** What every document of a collection carries. */
export interface StoredDocument {
  readonly id: string
  readonly org: string
  readonly createdAt: string
}
