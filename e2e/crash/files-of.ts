import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

// What stands in the tables, read past the store: the examiner must not trust the code it examines.

const documentRow = z.object({ id: z.string(), version: z.int(), cl: z.int(), doc: z.string(), meta: z.string() })
const fieldsSchema = z.record(z.string(), z.json())
const metaSchema = z.record(z.string(), z.object({ hlc: z.string(), by: z.string() }))
const opSchema = z.object({
  id: z.string(),
  cl: z.int(),
  field: z.string(),
  kind: z.string(),
  value: z.json(),
  hlc: z.string(),
  seen: z.union([z.string(), z.record(z.string(), z.string())]).nullable(),
  baseValue: z.json(),
})
const outboxRow = z.object({ commit_id: z.string(), actor: z.string(), op_count: z.int(), ops: z.string() })
const changeSetRow = z.object({ commit_id: z.string(), state: z.string(), op_count: z.int() })
const auditRow = z.object({ action: z.string(), target: z.string(), payload: z.string() })
const auditPayload = z.object({ details: z.object({ w: z.int(), n: z.int() }).partial() })
const bulkRow = z.object({ id: z.string(), message: z.string() })

export interface StoredDocument {
  readonly id: string
  readonly version: number
  readonly cl: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, { readonly hlc: string; readonly by: string }>>
}
export interface OutboxEntry {
  readonly commit: string
  readonly actor: string
  readonly opCount: number
  readonly ops: readonly z.output<typeof opSchema>[]
}
export interface AuditEntry {
  readonly action: string
  readonly target: string
  readonly w: number | undefined
  readonly n: number | undefined
}
export interface Tables {
  readonly documents: ReadonlyMap<string, StoredDocument>
  readonly outbox: readonly OutboxEntry[]
  readonly changeSets: readonly z.output<typeof changeSetRow>[]
  readonly audit: readonly AuditEntry[]
  readonly clock: string | null
  readonly moves: ReadonlySet<string>
  readonly progress: ReadonlyMap<string, number>
  readonly statuses: ReadonlyMap<string, number>
  readonly events: number
  readonly bulk: ReadonlyMap<string, string>
  /** What SQLite itself finds wrong, and holes in sequences. */
  readonly damage: readonly string[]
}

/** Reads everything the examiner needs of a data directory that nobody has open. */
export function readTables(directory: string): Tables {
  const main = new Database(join(directory, 'control.db'))
  const streams = new Database(join(directory, 'streams.db'))
  try {
    return {
      documents: new Map(main.prepare('SELECT id, version, cl, doc, meta FROM targets').all().map(readDocument)),
      outbox: main.prepare('SELECT commit_id, actor, op_count, ops FROM outbox ORDER BY seq').all().map(readOutbox),
      changeSets: z.array(changeSetRow).parse(main.prepare('SELECT commit_id, state, op_count FROM change_sets').all()),
      audit: main.prepare('SELECT action, target, payload FROM audit_log ORDER BY seq').all().map(readAudit),
      clock: z.string().nullish().parse(main.prepare('SELECT hlc FROM clock').pluck().get()) ?? null,
      moves: new Set(z.array(z.string()).parse(main.prepare('SELECT id FROM agent_state_history').pluck().all())),
      progress: numbers(
        main,
        "SELECT key AS name, json_extract(doc, '$.n') AS n FROM local_records WHERE kind = 'crash'",
      ),
      statuses: numbers(main, "SELECT substr(resource, 7) AS name, json_extract(doc, '$.n') AS n FROM statuses"),
      events: z.int().parse(main.prepare('SELECT COUNT(*) FROM change_log').pluck().get()),
      bulk: new Map(
        streams
          .prepare("SELECT id, json_extract(doc, '$.message') AS message FROM activity_events")
          .all()
          .map((raw): [string, string] => {
            const { id, message } = bulkRow.parse(raw)
            return [id, message]
          }),
      ),
      damage: [
        ...damageOf(main, 'control.db', ['audit_log', 'agent_state_history']),
        ...damageOf(streams, 'streams.db', ['activity_events']),
      ],
    }
  } finally {
    main.close()
    streams.close()
  }
}

function readDocument(raw: unknown): [string, StoredDocument] {
  const { id, version, cl, doc, meta } = documentRow.parse(raw)
  return [
    id,
    { id, version, cl, fields: fieldsSchema.parse(JSON.parse(doc)), meta: metaSchema.parse(JSON.parse(meta)) },
  ]
}

function readOutbox(raw: unknown): OutboxEntry {
  const { commit_id, actor, op_count, ops } = outboxRow.parse(raw)
  return { commit: commit_id, actor, opCount: op_count, ops: z.array(opSchema).parse(JSON.parse(ops)) }
}

function readAudit(raw: unknown): AuditEntry {
  const { action, target, payload } = auditRow.parse(raw)
  const { details } = auditPayload.parse(JSON.parse(payload))
  return { action, target, w: details.w, n: details.n }
}

function numbers(database: Database.Database, sql: string): Map<string, number> {
  const rows = z.array(z.object({ name: z.string(), n: z.int() })).parse(database.prepare(sql).all())
  return new Map(rows.map(({ name, n }) => [name, n]))
}

function damageOf(database: Database.Database, file: string, sequences: readonly string[]): string[] {
  const found: string[] = []
  const verdict = String(database.pragma('integrity_check', { simple: true }))
  if (verdict !== 'ok') found.push(`${file}: ${verdict}`)
  for (const table of sequences) {
    const { many, last } = z
      .object({ many: z.int(), last: z.int().nullable() })
      .parse(database.prepare(`SELECT COUNT(*) AS many, MAX(seq) AS last FROM ${table}`).get())
    if (many !== (last ?? 0)) found.push(`${table}: ${many} rows, numbered up to ${last}`)
  }
  return found
}
