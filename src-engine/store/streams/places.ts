import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { StreamFilter } from './stream-table.ts'

/**
 * Records that are placed at once: few enough to look through for each list. The loop is held a millisecond where eight
 * agents are at work, five to eight where it is hundreds, each with a page of its own, among 400,000 records.
 */
export const PLACED_AT_ONCE = 512

/** What records are placed by. */
const COLUMNS = ['run', 'agent'] as const

/**
 * One part of a stream to read a list from: a `FROM` clause, a condition with its values, and the column that has the
 * place of a record (its `pk`), in whose order the part is read without sorting.
 */
export interface Source {
  readonly from: string
  readonly condition: string
  readonly values: readonly string[]
  readonly place: 'pk' | 'place'
}

/**
 * The records of a stream by agent and by run, in tables of their own that follow many records at a time. Every agent and
 * every run has a page of its own there, so with each group of records a commit would write as many pages as there are
 * agents at work; a few hundred records later it is the same pages for all of them. Records beyond the mark are found by
 * looking at each.
 */
export interface Places {
  /** Call after each insert. */
  added(): void
  /** Places what was added, when there is enough of it, inside the open transaction. */
  follow(): void
  /** Call after the transaction ended either way. */
  settle(committed: boolean): void
}

/** Where to look for what `filter` asks of a placed stream, newest records first. */
export function placedSources(name: string, filter: StreamFilter): readonly Source[] {
  for (const column of COLUMNS) {
    const value = filter[column]
    if (value === undefined) continue
    return [
      { from: name, condition: `pk > (SELECT upto FROM ${name}_placed)`, values: [], place: 'pk' },
      {
        // The order of a CROSS JOIN is kept.
        from: `${name}_by_${column} CROSS JOIN ${name} ON pk = place`,
        condition: 'key = ?',
        values: [value],
        place: 'place',
      },
    ]
  }
  return wholeTable(name)
}

/** A stream whose indexes are all its own. */
export function wholeTable(name: string): readonly Source[] {
  return [{ from: name, condition: '1', values: [], place: 'pk' }]
}

const countSchema = z.object({ n: z.int() })

export function openPlaces(database: Database.Database, name: string): Places {
  const beyond = `FROM ${name} WHERE pk > (SELECT upto FROM ${name}_placed)`
  const place = COLUMNS.map((column) =>
    database.prepare(
      `INSERT INTO ${name}_by_${column} SELECT ${column}, pk ${beyond} AND ${column} IS NOT NULL ORDER BY 1, 2`,
    ),
  )
  const move = database.prepare(`UPDATE ${name}_placed SET upto = (SELECT MAX(pk) FROM ${name})`)
  let committed = countSchema.parse(database.prepare(`SELECT COUNT(*) AS n ${beyond}`).get()).n
  let waiting = committed
  return {
    added() {
      waiting += 1
    },
    follow() {
      if (waiting < PLACED_AT_ONCE) return
      for (const statement of place) statement.run()
      move.run()
      waiting = 0
    },
    settle(ok) {
      if (ok) committed = waiting
      else waiting = committed
    },
  }
}
