import type { Migration } from '../migrate.ts'

/** Up to which reservation everything is known to be settled: a start looks for open ones behind it only. */
export const budgetSettled: Migration = {
  version: 3,
  name: 'budget settled up to',
  sql: ['CREATE TABLE budget_settled (upto INTEGER NOT NULL) STRICT', 'INSERT INTO budget_settled (upto) VALUES (0)'],
}
