import type { Migration } from '../migrate.ts'

/**
 * Tool calls by agent and by run, up to a mark: tables that are written for many calls at once. As indexes of the table
 * itself they cost a commit a page for each agent and each run in it, which was more than the calls did.
 */
export const toolCallsPlaced: Migration = {
  version: 5,
  name: 'tool calls placed',
  sql: [
    ...['agent', 'run'].flatMap((column) => [
      `DROP INDEX tool_calls_${column}`,
      `CREATE TABLE tool_calls_by_${column} (
        key TEXT NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (key, place)
      ) STRICT, WITHOUT ROWID`,
      `INSERT INTO tool_calls_by_${column} SELECT ${column}, pk FROM tool_calls WHERE ${column} IS NOT NULL ORDER BY 1, 2`,
    ]),
    'CREATE TABLE tool_calls_placed (upto INTEGER NOT NULL) STRICT',
    'INSERT INTO tool_calls_placed SELECT COALESCE(MAX(pk), 0) FROM tool_calls',
  ],
}
