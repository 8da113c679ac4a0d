import type { Migration } from '../migrate.ts'

/** The ledger summed by agent and UTC day, and up to which entry: a start reads days, not every entry of a year. */
export const budgetDays: Migration = {
  version: 4,
  name: 'budget days',
  sql: [
    `CREATE TABLE budget_days (
      org TEXT NOT NULL,
      agent TEXT NOT NULL,
      day TEXT NOT NULL,
      micro_usd REAL NOT NULL,
      input_tokens REAL NOT NULL,
      output_tokens REAL NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (day, org, agent)
    ) STRICT, WITHOUT ROWID`,
    'CREATE TABLE budget_summed (upto INTEGER NOT NULL) STRICT',
    `INSERT INTO budget_days
      SELECT org, agent, substr(at, 1, 10),
        TOTAL(doc ->> 'microUsd'), TOTAL(doc ->> 'inputTokens'), TOTAL(doc ->> 'outputTokens'),
        COUNT(NULLIF(doc ->> 'model', ''))
      FROM budget_ledger GROUP BY 1, 2, 3`,
    'INSERT INTO budget_summed (upto) SELECT COALESCE(MAX(pk), 0) FROM budget_ledger',
  ],
}
