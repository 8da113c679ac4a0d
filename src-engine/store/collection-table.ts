import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { Collection, StoredDocument } from '../contract/collection.ts'
import type { Row } from './row.ts'
import { storedJson } from './stored-json.ts'
import { storedMeta } from './stored-meta.ts'

export type RowListener<Doc extends StoredDocument> = (
  id: string,
  before: Row<Doc> | undefined,
  after: Row<Doc> | undefined,
) => void

/** The living rows of one collection in memory, and the statements that write them. */
export interface CollectionTable<Doc extends StoredDocument = StoredDocument> {
  readonly collection: Collection<Doc>
  get(id: string): Row<Doc> | undefined
  /** Rows of one organization, in no particular order. */
  rows(org: string): ReadonlyMap<string, Row<Doc>>
  /** Organizations that have rows here. */
  orgs(): readonly string[]
  /** Calls `listener` after every committed change of a row. */
  listen(listener: RowListener<Doc>): void
  /** Writes a row inside the open transaction; memory follows only with {@link CollectionTable.apply}. */
  write(row: Row<Doc>): void
  /** What is left of a row that is no longer alive: its life counter and its version; both 0 when it never was. */
  dead(id: string): { readonly cl: number; readonly version: number }
  /**
   * Makes memory follow a committed write.
   * @throws AggregateError of what listeners threw, once every one has been called
   */
  apply(id: string, row: Row<Doc> | undefined): void
}

interface StoredRow {
  readonly id: string
  readonly version: number
  readonly cl: number
  readonly doc: string
  readonly meta: string
  readonly rev: number | null
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>()
const NEVER = { cl: 0, version: 0 } as const
const deadRow = z.object({ cl: z.int(), version: z.int() }).optional()

export function openCollectionTable<Doc extends StoredDocument>(
  database: Database.Database,
  collection: Collection<Doc>,
): CollectionTable<Doc> {
  const { name } = collection
  const upsert = database.prepare<[string, string, number, number, string, string, number | null]>(
    `INSERT INTO ${name} (id, org, version, cl, doc, meta, rev) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, cl = excluded.cl, doc = excluded.doc, meta = excluded.meta`,
  )
  const readDead = database.prepare<[string]>(`SELECT cl, version FROM ${name} WHERE id = ?`)
  const byId = new Map<string, Row<Doc>>()
  const byOrg = new Map<string, Map<string, Row<Doc>>>()
  const listeners: RowListener<Doc>[] = []

  function remember(id: string, row: Row<Doc> | undefined): void {
    const before = byId.get(id)
    if (row === undefined) {
      byId.delete(id)
      if (before) byOrg.get(before.doc.org)?.delete(id)
      return
    }
    byId.set(id, row)
    let rows = byOrg.get(row.doc.org)
    if (!rows) {
      rows = new Map()
      byOrg.set(row.doc.org, rows)
    }
    rows.set(id, row)
  }

  for (const stored of database
    .prepare<[], StoredRow>(`SELECT id, version, cl, doc, meta, rev FROM ${name} WHERE cl % 2 = 1`)
    .iterate()) {
    remember(stored.id, {
      doc: storedJson<Doc>(stored.doc),
      version: stored.version,
      cl: stored.cl,
      meta: storedMeta(stored.meta),
      rev: stored.rev,
    })
  }

  return {
    collection,
    get: (id) => byId.get(id),
    rows: (org) => byOrg.get(org) ?? EMPTY,
    orgs: () => [...byOrg.keys()],
    listen(listener) {
      listeners.push(listener)
    },
    write(row) {
      upsert.run(
        row.doc.id,
        row.doc.org,
        row.version,
        row.cl,
        JSON.stringify(row.doc),
        JSON.stringify(row.meta),
        row.rev,
      )
    },
    dead: (id) => deadRow.parse(readDead.get(id)) ?? NEVER,
    apply(id, row) {
      const before = byId.get(id)
      remember(id, row)
      const errors: unknown[] = []
      for (const listener of listeners) {
        try {
          listener(id, before, row)
        } catch (error) {
          errors.push(error) // told once all have heard of the change
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, `${errors.length} listeners of ${name} failed`)
    },
  }
}
