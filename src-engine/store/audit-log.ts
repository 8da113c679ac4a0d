import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { AuditEntry } from '../contract/audit.ts'
import { jsonValueSchema } from '../contract/values.ts'
import { contains } from './folded.ts'
import { COUNT_LIMIT } from './streams/stream-table.ts'

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly outcome?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly q?: string | undefined
  /** Actors and targets that `q` finds too, although the entry does not hold the text. */
  readonly alsoOf?: readonly string[] | undefined
}
export interface AuditPage {
  readonly items: readonly AuditEntry[]
  /** Place in the local order of arrival to continue before, null at the end. */
  readonly next: number | null
  readonly total: number
}

/**
 * Reads the audit rows of one organization, newest first, and those of this machine that belong to none: a failed sign-in
 * with an email that nobody has is seen by somebody.
 */
export interface AuditLog {
  page(org: string, filter: AuditFilter, before: number | null, limit: number): AuditPage
}

const rowSchema = z.object({
  pk: z.int(),
  device: z.string(),
  incarnation: z.int(),
  seq: z.int(),
  org: z.string().nullable(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  target: z.string(),
  payload: z.string().nullable(),
  hash: z.string(),
})
const payloadSchema = z.object({ requestId: z.string(), details: z.record(z.string(), jsonValueSchema) })
const COLUMNS = 'pk, device, incarnation, seq, org, at, actor, action, outcome, target, payload, hash'
const countSchema = z.object({ n: z.int() })

export function openAuditLog(database: Database.Database): AuditLog {
  return {
    page(org, filter, before, limit) {
      const parts: string[] = []
      const values: string[] = []
      function add(sql: string, value: string | undefined): void {
        if (value === undefined) return
        parts.push(sql)
        values.push(value)
      }
      for (const field of ['actor', 'action', 'target', 'outcome'] as const) add(`${field} = ?`, filter[field])
      add('at >= ?', filter.since)
      add('at <= ?', filter.until)
      if (filter.q !== undefined) {
        const of = 'IN (SELECT value FROM json_each(?))'
        const ids = JSON.stringify(filter.alsoOf ?? [])
        const text = contains('payload', filter.q)
        parts.push(`(${text.sql} OR actor ${of} OR target ${of})`)
        values.push(text.value, ids, ids)
      }
      const also = parts.map((part) => ` AND ${part}`).join('')
      const start = before ?? Number.MAX_SAFE_INTEGER
      // Each half comes from the index in order; with one condition for both, every row would be sorted for each page.
      const [own, ofMachine] = ['org = ?', 'org IS NULL'].map(
        (whose) =>
          `SELECT * FROM (SELECT ${COLUMNS} FROM audit_log WHERE ${whose} AND pk < ?${also} ORDER BY pk DESC LIMIT ?)`,
      )
      const rows = database
        .prepare(`${own} UNION ALL ${ofMachine} ORDER BY pk DESC LIMIT ?`)
        .all(org, start, ...values, limit + 1, start, ...values, limit + 1, limit + 1)
      const found = rows.slice(0, limit).map((raw) => rowSchema.parse(raw))
      const items = found.map(({ pk: _, payload, ...row }): AuditEntry => {
        // An erased payload leaves its row and its place in the chain.
        const { requestId, details } =
          payload === null ? { requestId: '', details: {} } : payloadSchema.parse(JSON.parse(payload))
        return { ...row, requestId, details }
      })
      const { n } = countSchema.parse(
        database
          .prepare(
            `SELECT COUNT(*) AS n FROM (SELECT 1 FROM audit_log WHERE (org = ? OR org IS NULL)${also} LIMIT ${COUNT_LIMIT})`,
          )
          .get(org, ...values),
      )
      return { items, next: rows.length > limit ? (found.at(-1)?.pk ?? null) : null, total: n }
    },
  }
}
