import type Database from 'better-sqlite3'
import { z } from 'zod'

/** Data that never leaves this machine: verifiers, sessions, idempotency keys, the journal. One namespace per `kind`. */
export interface LocalKind<Record> {
  readonly kind: string
  readonly schema: z.ZodType<Record>
}

export interface LocalEntry<Record> {
  readonly key: string
  readonly org: string | null
  readonly record: Record
}

/** Reads see the last commit, or the open transaction when called inside one. Writes only work inside a transaction. */
export interface LocalRecords {
  get<Record>(kind: LocalKind<Record>, key: string): Record | undefined
  list<Record>(kind: LocalKind<Record>): LocalEntry<Record>[]
  put<Record>(
    kind: LocalKind<Record>,
    key: string,
    record: Record,
    options?: { readonly org?: string; readonly expiresAt?: number },
  ): void
  delete(kind: LocalKind<unknown>, key: string): void
  /**
   * Removes what has expired before `now` (milliseconds since the epoch), at most {@link SWEEP_ROWS} rows a call.
   * @returns how many
   */
  sweep(now: number): number
}

/** A few milliseconds of work. */
export const SWEEP_ROWS = 1_000

const docRow = z.object({ doc: z.string() }).optional()
const listRow = z.object({ key: z.string(), org: z.string().nullable(), doc: z.string() })

export function openLocalRecords(database: Database.Database): LocalRecords {
  const select = database.prepare('SELECT doc FROM local_records WHERE kind = ? AND key = ?')
  const selectAll = database.prepare('SELECT key, org, doc FROM local_records WHERE kind = ? ORDER BY key')
  const upsert = database.prepare(
    `INSERT INTO local_records (kind, key, org, doc, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, key) DO UPDATE SET org = excluded.org, doc = excluded.doc, expires_at = excluded.expires_at`,
  )
  const remove = database.prepare('DELETE FROM local_records WHERE kind = ? AND key = ?')
  const expire = database.prepare(
    'DELETE FROM local_records WHERE (kind, key) IN (SELECT kind, key FROM local_records WHERE expires_at IS NOT NULL AND expires_at < ? LIMIT ?)',
  )
  return {
    get({ kind, schema }, key) {
      const row = docRow.parse(select.get(kind, key))
      return row && schema.parse(JSON.parse(row.doc))
    },
    list({ kind, schema }) {
      return selectAll.all(kind).map((raw) => {
        const row = listRow.parse(raw)
        return { key: row.key, org: row.org, record: schema.parse(JSON.parse(row.doc)) }
      })
    },
    put({ kind }, key, record, options = {}) {
      upsert.run(kind, key, options.org ?? null, JSON.stringify(record), options.expiresAt ?? null)
    },
    delete({ kind }, key) {
      remove.run(kind, key)
    },
    sweep: (now) => expire.run(now, SWEEP_ROWS).changes,
  }
}
