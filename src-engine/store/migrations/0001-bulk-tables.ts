import type { Migration } from '../migrate.ts'
import { streamTableSql } from './stream-table-sql.ts'

export const bulkTables: Migration = {
  version: 1,
  name: 'bulk streams',
  sql: [
    streamTableSql('activity_events'),
    streamTableSql('tool_calls'),
    streamTableSql('tool_results'),
    streamTableSql('conversations'),
    streamTableSql('budget_reservations'),
    streamTableSql('budget_ledger'),
  ],
}
