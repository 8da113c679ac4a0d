import type Database from 'better-sqlite3'
import { z } from 'zod'
import { firstHlc, tickHlc } from '../decide/index.ts'
import { invalidField } from '../kernel/errors.ts'
import type { Clock, Ids } from '../kernel/ports.ts'
import type { Device } from './device.ts'
import type { OutboxOp } from './row.ts'

/** A change set holds at most this much (design: cut at transaction borders). */
const MAX_OPS = 500
const MAX_BYTES = 256 * 1024
/** A larger value would have to be a blob (design/sync, section 2), and no field is one yet. */
const MAX_VALUE_BYTES = 16 * 1024

/**
 * Own edits on their way to the log. Every transaction names the change set it will travel in from the start, so that
 * the `by` its rows carry is already final: commit ids never change afterwards.
 */
export interface Outbox {
  /** One clock reading per transaction. */
  tick(): string
  /**
   * Writes a transaction's ops inside the open SQLite transaction and names the change set (commit) they travel in.
   * @throws EngineError `invalid_input` that names a field whose value is larger than an op may carry
   */
  append(org: string, actor: string, ops: readonly OutboxOp[]): string
  commit(): void
  rollback(): void
}

interface OpenChangeSet {
  readonly commitId: string
  readonly ops: number
  readonly bytes: number
}

const openRows = z.array(z.object({ org: z.string(), commit_id: z.string(), ops: z.int(), bytes: z.int() }))
const clockRow = z.object({ hlc: z.string() }).optional()

export function openOutbox(database: Database.Database, device: Device, clock: Clock, ids: Ids): Outbox {
  const insertSet = database.prepare(
    `INSERT INTO change_sets (commit_id, org, state, op_count, bytes) VALUES (?, ?, 'open', 0, 0)`,
  )
  const closeSet = database.prepare(
    `UPDATE change_sets SET state = 'closed', op_count = ?, bytes = ? WHERE commit_id = ?`,
  )
  // Until the organization has a shared database nothing can disagree: a pending op is folded as it is written.
  const insertOps = database.prepare(
    `INSERT INTO outbox (org, txn, commit_id, actor, op_count, ops, state) VALUES (?, ?, ?, ?, ?, ?, 'folded')`,
  )
  const saveClock = database.prepare(
    'INSERT INTO clock (one, hlc) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET hlc = excluded.hlc',
  )

  const restored = openRows.parse(
    database
      .prepare(
        `SELECT s.org, s.commit_id, COALESCE(SUM(o.op_count), 0) AS ops, COALESCE(SUM(LENGTH(CAST(o.ops AS BLOB))), 0) AS bytes
         FROM change_sets s LEFT JOIN outbox o ON o.commit_id = s.commit_id WHERE s.state = 'open' GROUP BY s.commit_id`,
      )
      .all(),
  )
  let committed = new Map<string, OpenChangeSet>(
    restored.map((row) => [row.org, { commitId: row.commit_id, ops: row.ops, bytes: row.bytes }]),
  )
  let working = new Map(committed)
  const saved = clockRow.parse(database.prepare('SELECT hlc FROM clock').get())
  let last = saved?.hlc ?? firstHlc(device.id)

  function close(org: string, set: OpenChangeSet): void {
    closeSet.run(set.ops, set.bytes, set.commitId)
    working.delete(org)
  }

  /** The open change set with room for the ops: a full one is closed first, one is opened where there is none. */
  function openFor(org: string, ops: number, bytes: number): OpenChangeSet {
    const set = working.get(org)
    if (set && set.ops + ops <= MAX_OPS && set.bytes + bytes <= MAX_BYTES) return set
    if (set) close(org, set)
    const commitId = ids.next('cmt')
    insertSet.run(commitId, org)
    return { commitId, ops: 0, bytes: 0 }
  }

  return {
    tick() {
      last = tickHlc(last, clock.now())
      return last
    },
    append(org, actor, ops) {
      const body = JSON.stringify(ops)
      const bytes = Buffer.byteLength(body)
      if (bytes > MAX_VALUE_BYTES) for (const op of ops) refuseLarge(op)
      const set = openFor(org, ops.length, bytes)
      insertOps.run(org, ids.next('txn'), set.commitId, actor, ops.length, body)
      saveClock.run(last)
      working.set(org, { commitId: set.commitId, ops: set.ops + ops.length, bytes: set.bytes + bytes })
      return set.commitId
    },
    commit() {
      committed = new Map(working)
    },
    rollback() {
      working = new Map(committed)
    },
  }
}

function refuseLarge({ field, value }: OutboxOp): void {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  if (bytes > MAX_VALUE_BYTES)
    throw invalidField(`/${field}`, `is larger than ${MAX_VALUE_BYTES / 1_024} KB (${Math.ceil(bytes / 1_024)} KB)`)
}
