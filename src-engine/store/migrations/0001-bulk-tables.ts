import type { Migration } from '../migrate.ts'
import { bulkStreams } from '../streams/catalog.ts'
import { streamTableSql } from '../streams/table-sql.ts'

export const bulkTables: Migration = {
  version: 1,
  name: 'bulk streams',
  sql: bulkStreams.map((stream) => streamTableSql(stream)),
}
