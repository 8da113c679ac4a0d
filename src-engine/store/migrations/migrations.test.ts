import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { collections } from '../../contract/index.ts'
import { bulkStreams, mainStreams } from '../streams/catalog.ts'
import { bulkMigrations, mainMigrations } from './index.ts'

function schemaOf(migrations: typeof mainMigrations): { readonly sql: string; readonly tables: readonly string[] } {
  const database = new Database(':memory:')
  for (const { sql } of migrations) for (const statement of sql) database.exec(statement)
  const rows = database
    .prepare<[], { type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
  database.close()
  return {
    sql: `${rows.map(({ sql }) => sql.replaceAll(/\s+/g, ' ')).join('\n')}\n`,
    tables: rows.filter(({ type }) => type === 'table').map(({ name }) => name),
  }
}

// A red snapshot means that a released step was changed: undo that and write the next step.
test('what version 1 makes stays as it is', async () => {
  await expect(schemaOf(mainMigrations.slice(0, 1)).sql).toMatchFileSnapshot('testing/control-1.sql')
  await expect(schemaOf(bulkMigrations.slice(0, 1)).sql).toMatchFileSnapshot('testing/streams-1.sql')
})

test('every collection and stream of the catalogs has its table', () => {
  const main = [...collections.map(({ name }) => name), ...mainStreams.map(({ name }) => name)]
  expect(schemaOf(mainMigrations).tables).toEqual(expect.arrayContaining(main))
  expect(schemaOf(bulkMigrations).tables.toSorted()).toEqual(bulkStreams.map(({ name }) => name).toSorted())
})
