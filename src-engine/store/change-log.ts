import type Database from 'better-sqlite3'
import { z } from 'zod'
import { type EngineEvent, engineEventSchema } from '../contract/activity.ts'
import type { SequencedEvent } from '../kernel/events.ts'

/** How many events stay for replay; a screen that was away longer refetches. */
const KEEP = 10_000

/** The events of committed transactions, numbered, so that an event stream can be resumed. */
export interface ChangeLog {
  /** Writes inside the open transaction. */
  append(org: string, event: EngineEvent): SequencedEvent
  /** Events of `org` after `seq`, oldest first; null when some of them are gone already. */
  after(org: string, seq: number, limit: number): SequencedEvent[] | null
  head(): number
  trim(): void
}

const rowSchema = z.object({ seq: z.int(), event: z.string() })
const boundSchema = z.object({ seq: z.int().nullable() })

export function openChangeLog(database: Database.Database): ChangeLog {
  const insert = database.prepare('INSERT INTO change_log (org, event) VALUES (?, ?)')
  const select = database.prepare('SELECT seq, event FROM change_log WHERE seq > ? AND org = ? ORDER BY seq LIMIT ?')
  const oldest = database.prepare('SELECT MIN(seq) AS seq FROM change_log')
  const newest = database.prepare('SELECT MAX(seq) AS seq FROM change_log')
  const cut = database.prepare('DELETE FROM change_log WHERE seq <= ?')
  const head = (): number => boundSchema.parse(newest.get()).seq ?? 0
  return {
    append(org, event) {
      const { lastInsertRowid } = insert.run(org, JSON.stringify(event))
      return { log: 'changes', seq: Number(lastInsertRowid), org, event }
    },
    after(org, seq, limit) {
      const first = boundSchema.parse(oldest.get()).seq
      if (seq > head() || (first !== null && seq < first - 1)) return null
      return select.all(seq, org, limit).map((raw) => {
        const row = rowSchema.parse(raw)
        return { log: 'changes', seq: row.seq, org, event: engineEventSchema.parse(JSON.parse(row.event)) }
      })
    },
    head,
    trim() {
      cut.run(head() - KEEP)
    },
  }
}
