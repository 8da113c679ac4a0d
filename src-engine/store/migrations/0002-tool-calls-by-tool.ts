import type { Migration } from '../migrate.ts'

/**
 * Tool calls are listed by tool, from an index; nothing refers to them by `ref` the other way round. Of the way to a
 * decision the names of the steps stay, whose sentences were the same in every record. A record that is damaged stays as it
 * is: it keeps nobody from the others.
 */
export const toolCallsByTool: Migration = {
  version: 2,
  name: 'tool calls by tool',
  sql: [
    'DROP INDEX tool_calls_ref',
    `UPDATE tool_calls SET
      type = doc ->> 'tool',
      doc = json_set(json_remove(doc, '$.trace'), '$.passed', json((
        SELECT json_group_array(step) FROM (
          SELECT CASE each.type WHEN 'object' THEN each.value ->> 'step' END AS step
          FROM json_each(doc, '$.trace') AS each WHERE step <> doc ->> 'decidedBy' ORDER BY each.key
        )
      ))) WHERE json_valid(doc)`,
    'CREATE INDEX tool_calls_type ON tool_calls (type, pk) WHERE type IS NOT NULL',
  ],
}
