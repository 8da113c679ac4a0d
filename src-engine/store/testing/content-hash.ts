import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

const tableSchema = z.array(z.object({ name: z.string() }))

/** SHA-256 over every row of every table of both database files of a data directory, whatever the files look like. */
export function contentHash(directory: string): string {
  const hash = createHash('sha256')
  for (const file of ['control.db', 'streams.db']) {
    const database = new Database(join(directory, file), { readonly: true })
    try {
      const tables = tableSchema.parse(
        database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all(),
      )
      for (const { name } of tables) {
        const rows = database.prepare(`SELECT * FROM "${name}"`).raw().all()
        hash.update(JSON.stringify([file, name, rows.map((row) => JSON.stringify(row)).toSorted()]))
      }
    } finally {
      database.close()
    }
  }
  return hash.digest('hex')
}
