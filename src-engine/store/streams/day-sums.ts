import type Database from 'better-sqlite3'
import { z } from 'zod'
import { type SpendBucket, bucketSchema } from './spending.ts'

/** Entries that are summed at once: a few milliseconds, between which others come. */
const ROWS = 2_000

/**
 * The ledger by agent and UTC day. Up to a mark it is summed in a table of its own, which moves with the mark in one
 * transaction, so reading it costs the days and what came since, not every entry there ever was.
 */
export interface DaySums {
  /** All since a day (`2026-11-22`), several for one day where entries are not summed yet. */
  since(day: string): SpendBucket[]
  /** Sums the next entries and answers whether there may be more; call it outside transactions. */
  advance(): boolean
}

const marksSchema = z.object({ upto: z.int(), last: z.int().nullable() })

/** Columns in the order of `budget_days`. */
const SUMMED = `org, agent, substr(at, 1, 10) AS day,
  TOTAL(doc ->> 'microUsd') AS microUsd, TOTAL(doc ->> 'inputTokens') AS inputTokens,
  TOTAL(doc ->> 'outputTokens') AS outputTokens, COUNT(NULLIF(doc ->> 'model', '')) AS calls`

export function openDaySums(database: Database.Database): DaySums {
  const since = database.prepare(
    `SELECT org, agent, day AS at, micro_usd AS microUsd, input_tokens AS inputTokens, output_tokens AS outputTokens, calls
     FROM budget_days WHERE day >= :day
     UNION ALL
     SELECT * FROM (SELECT ${SUMMED} FROM budget_ledger WHERE pk > (SELECT upto FROM budget_summed) GROUP BY 1, 2, 3)
     WHERE day >= :day`,
  )
  const marks = database.prepare(
    `SELECT upto, (SELECT MAX(pk) FROM (SELECT pk FROM budget_ledger WHERE pk > upto ORDER BY pk LIMIT ${ROWS})) AS last
     FROM budget_summed`,
  )
  const add = database.prepare(
    `INSERT INTO budget_days SELECT ${SUMMED} FROM budget_ledger WHERE pk > :upto AND pk <= :last GROUP BY 1, 2, 3
     ON CONFLICT (day, org, agent) DO UPDATE SET
       micro_usd = micro_usd + excluded.micro_usd,
       input_tokens = input_tokens + excluded.input_tokens,
       output_tokens = output_tokens + excluded.output_tokens,
       calls = calls + excluded.calls`,
  )
  const move = database.prepare('UPDATE budget_summed SET upto = ?')
  const step = database.transaction((): boolean => {
    const { upto, last } = marksSchema.parse(marks.get())
    if (last === null) return false
    add.run({ upto, last })
    move.run(last)
    return last - upto >= ROWS
  })
  return {
    since: (day) => since.all({ day }).map((raw) => bucketSchema.parse(raw)),
    advance: () => step.immediate(),
  }
}
