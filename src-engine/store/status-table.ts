import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { JsonObject } from '../contract/values.ts'
import { storedJson } from './stored-json.ts'

/** Latest word of a writer about a resource; replaces its previous one. */
export interface StatusTable {
  /** Writes inside the open transaction. */
  put(resource: string, writer: string, org: string, doc: JsonObject, at: string): void
  /** Every status this device wrote, for hydration. */
  own(writer: string): { readonly resource: string; readonly org: string; readonly doc: JsonObject }[]
}

const rowSchema = z.object({ resource: z.string(), org: z.string(), doc: z.string() })

export function openStatusTable(database: Database.Database): StatusTable {
  const upsert = database.prepare(
    `INSERT INTO statuses (resource, writer, org, doc, updated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (resource, writer) DO UPDATE SET doc = excluded.doc, updated_at = excluded.updated_at, sig = NULL`,
  )
  const select = database.prepare('SELECT resource, org, doc FROM statuses WHERE writer = ?')
  return {
    put(resource, writer, org, doc, at) {
      upsert.run(resource, writer, org, JSON.stringify(doc), at)
    },
    own(writer) {
      return select.all(writer).map((raw) => {
        const row = rowSchema.parse(raw)
        return { resource: row.resource, org: row.org, doc: storedJson<JsonObject>(row.doc) }
      })
    },
  }
}
