import type Database from 'better-sqlite3'
import { z } from 'zod'

export interface OpenReservation {
  readonly id: string
  readonly org: string
  readonly agent: string
  readonly run: string | null
  /** RFC 3339. */
  readonly at: string
  readonly microUsd: number
  readonly tokens: number
}

/**
 * Reservations that were neither settled nor released. A mark in the file says up to which none is open any more, so
 * finding them costs what came since the mark was moved, not what there ever was. It stands in the file of the streams:
 * a WAL keeps the order of its commits, so no power cut and no backup holds the mark without the settlements before it.
 */
export interface OpenReservations {
  /** In order of arrival. At a start they are what the last process left when it ended in between. */
  all(): OpenReservation[]
  /** Moves the mark up to the first that is open. Costs what came since the last time; call it outside transactions. */
  advance(): void
}

const openSchema = z.object({
  id: z.string(),
  org: z.string(),
  agent: z.string(),
  run: z.string().nullable(),
  at: z.string(),
  microUsd: z.number(),
  tokens: z.number(),
})
const marksSchema = z.object({ upto: z.int(), next: z.int() })

const OPEN = `FROM budget_reservations r
  WHERE pk > (SELECT upto FROM budget_settled) AND NOT EXISTS (SELECT 1 FROM budget_ledger u WHERE u.ref = r.id)`

export function openOpenReservations(database: Database.Database): OpenReservations {
  const all = database.prepare(
    `SELECT id, org, agent, run, at, json_extract(doc, '$.microUsd') AS microUsd, json_extract(doc, '$.tokens') AS tokens
     ${OPEN} ORDER BY pk`,
  )
  const marks = database.prepare(
    `SELECT upto, COALESCE(
       (SELECT pk - 1 ${OPEN} ORDER BY pk LIMIT 1),
       (SELECT MAX(pk) FROM budget_reservations),
       0
     ) AS next FROM budget_settled`,
  )
  const move = database.prepare('UPDATE budget_settled SET upto = ?')
  return {
    all: () => all.all().map((raw) => openSchema.parse(raw)),
    advance() {
      const { upto, next } = marksSchema.parse(marks.get())
      // A minute without spending writes nothing.
      if (next > upto) move.run(next)
    },
  }
}
