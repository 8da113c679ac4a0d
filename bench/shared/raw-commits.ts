import Database from 'better-sqlite3'
import { type CreationRow, creationsOf } from './creations-of.ts'

/** The rows that real creations left, and the means to write them again. */
export interface RawCommits {
  readonly creations: readonly (readonly CreationRow[])[]
  /** Writes the rows of one creation in one transaction. */
  commit(rows: readonly CreationRow[]): void
  close(): void
}

/**
 * Reads the creations of the database a host wrote and opens a new file of the same tables beside nothing else.
 * @param synchronous FULL: a commit returns when it is on the disk; NORMAL: the caller syncs the WAL
 */
export function openRawCommits(from: string, to: string, synchronous: 'FULL' | 'NORMAL'): RawCommits {
  const source = new Database(from, { readonly: true })
  const tables = source
    .prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
    .pluck()
    .all()
    .map(String)
  const creations = creationsOf(source)
  source.close()

  const target = new Database(to)
  target.pragma('journal_mode = WAL')
  target.pragma(`synchronous = ${synchronous}`)
  for (const sql of tables) target.exec(sql)
  const statements = new Map<string, Database.Statement>()

  function write({ table, values }: CreationRow): void {
    let statement = statements.get(table)
    if (!statement) {
      const columns = Object.keys(values)
      statement = target.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      statements.set(table, statement)
    }
    statement.run(...Object.values(values))
  }
  const all = target.transaction((rows: readonly CreationRow[]) => {
    for (const row of rows) write(row)
  })
  return { creations, commit: (rows) => all.immediate(rows), close: () => target.close() }
}
