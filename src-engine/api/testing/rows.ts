import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

const names = z.array(z.object({ name: z.string() }))
const OVERWRITTEN: readonly string[] = ['local_records', 'statuses', 'device', 'org_roots']
const FILES = ['control.db', 'streams.db'] as const

/** Reads the database files of a data directory beside the engine, as bytes on the disk are the last word. */
export interface Rows {
  /** Every row that belongs to an organization, as text by table. */
  of(org: string): Record<string, string[]>
  /** A hash of every row but those of the tables named. */
  hash(except?: readonly string[]): string
  /**
   * Differs after any write but to the tables named, and costs far less than a hash of all: each change of a document
   * adds an outbox row and records are only added, so counting shows them; the few tables that are overwritten are read.
   */
  mark(except?: readonly string[]): string
  close(): void
}

export function openRows(directory: string): Rows {
  const tables = FILES.flatMap((file) => {
    const database = new Database(join(directory, file), { readonly: true })
    const found = names.parse(
      database
        .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
        .all(),
    )
    return found.map(({ name }) => {
      const columns = names.parse(database.pragma(`table_info(${name})`)).map((column) => column.name)
      return {
        name,
        database,
        all: database.prepare(`SELECT * FROM ${name}`),
        count: database.prepare(`SELECT COUNT(*) AS n FROM ${name}`).pluck(),
        own: columns.includes('org') ? database.prepare(`SELECT * FROM ${name} WHERE org = ?`) : null,
      }
    })
  })
  return {
    of: (org) =>
      Object.fromEntries(
        tables.flatMap(({ name, own }) => (own ? [[name, own.all(org).map((row) => JSON.stringify(row))]] : [])),
      ),
    hash(except = []) {
      const sum = createHash('sha256')
      for (const { name, all } of tables)
        if (!except.includes(name)) sum.update(`${name}\n${JSON.stringify(all.all())}\n`)
      return sum.digest('hex')
    },
    mark: (except = []) =>
      tables
        .filter(({ name }) => !except.includes(name))
        .map(
          ({ name, all, count }) =>
            `${name} ${OVERWRITTEN.includes(name) ? JSON.stringify(all.all()) : String(count.get())}`,
        )
        .join('\n'),
    close() {
      for (const database of new Set(tables.map((table) => table.database))) database.close()
    },
  }
}
