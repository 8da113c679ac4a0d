import { hash as digest } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { JsonObject } from '../contract/values.ts'
import { canonicalJson } from '../decide/index.ts'
import { createRandomPool } from '../kernel/random-pool.ts'
import type { Device } from './device.ts'

/** What one audit row says. `org` is null for what happens outside any organization (a failed sign-in, say). */
export interface AuditRecord {
  readonly org: string | null
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly target: string
  readonly requestId: string
  readonly details: JsonObject
}

/** The hash chain of this device's audit rows. */
export interface AuditChain {
  /** Writes rows inside the open transaction; `commit` makes their hashes the head, `rollback` forgets them. */
  append(records: readonly AuditRecord[]): void
  commit(): void
  rollback(): void
  /** Checks the whole chain, in slices between which the loop serves others; what is written meanwhile is checked too. */
  verify(): Promise<AuditVerdict>
}

export interface AuditVerdict {
  readonly intact: boolean
  readonly entries: number
  /** Entries whose payload was erased: they are in their place, but what they said cannot be checked. */
  readonly erased: number
  readonly head: string | null
  readonly detail: string
}

/** Entries checked at once: some milliseconds. */
const SLICE = 500

export const GENESIS_HASH = '0'.repeat(64)

/** `H(salt, payload)`: binds a payload that can later be erased together with its salt. */
export function payloadHash(salt: Buffer, payload: string): string {
  return digest('sha256', Buffer.concat([salt, Buffer.from(payload, 'utf8')]))
}

/** `h = H(prev, seq, H(salt, payload))` over lower-case hex text and a decimal number, joined by line feeds. */
export function chainHash(prev: string, seq: number, payload: string): string {
  return digest('sha256', `${prev}\n${seq}\n${payload}`)
}

/** What lists show and filter by stands beside the payload, and in it. */
const columnsSchema = z.object({
  org: z.string().nullable(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  outcome: z.string(),
  target: z.string(),
})
const rowSchema = columnsSchema.extend({
  seq: z.int(),
  payload: z.string().nullable(),
  salt: z.instanceof(Uint8Array).nullable(),
  payload_hash: z.string(),
  hash: z.string(),
})
const columns = columnsSchema.keyof().options
const headSchema = rowSchema.pick({ seq: true, hash: true }).optional()

/** Opens the chain of `device` and continues it where the file left it. */
export function openAuditChain(database: Database.Database, device: Device): AuditChain {
  const insert = database.prepare(
    `INSERT INTO audit_log (device, incarnation, seq, org, at, actor, action, outcome, target, payload, salt, payload_hash, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const last = headSchema.parse(
    database
      .prepare('SELECT seq, hash FROM audit_log WHERE device = ? AND incarnation = ? ORDER BY seq DESC LIMIT 1')
      .get(device.id, device.incarnation),
  )
  const following = database.prepare(
    `SELECT seq, org, at, actor, action, outcome, target, payload, salt, payload_hash, hash
     FROM audit_log WHERE device = ? AND incarnation = ? AND seq > ? ORDER BY seq LIMIT ?`,
  )
  const randomOf = createRandomPool()
  let head = { seq: last?.seq ?? 0, hash: last?.hash ?? GENESIS_HASH }
  let next = head

  return {
    append(records) {
      for (const record of records) {
        const { org, at, actor, action, outcome, target } = record
        const payload = canonicalJson({
          at,
          actor,
          action,
          outcome,
          target,
          org,
          requestId: record.requestId,
          details: record.details,
        })
        const salt = randomOf(16)
        const bound = payloadHash(salt, payload)
        const seq = next.seq + 1
        const hash = chainHash(next.hash, seq, bound)
        insert.run(
          device.id,
          device.incarnation,
          seq,
          org,
          at,
          actor,
          action,
          outcome,
          target,
          payload,
          salt,
          bound,
          hash,
        )
        next = { seq, hash }
      }
    },
    commit() {
      head = next
    },
    rollback() {
      next = head
    },
    async verify() {
      let prev = GENESIS_HASH
      let entries = 0
      let erased = 0
      let after = Number.MIN_SAFE_INTEGER
      for (;;) {
        const slice = following.all(device.id, device.incarnation, after, SLICE)
        for (const raw of slice) {
          const row = rowSchema.parse(raw)
          after = row.seq
          entries += 1
          if (row.seq !== entries) return broken(entries, erased, `Entry ${entries} is missing.`)
          if (row.payload === null) erased += 1
          else if (!isAsWritten(row, row.payload))
            return broken(entries, erased, `Entry ${row.seq} was changed after it was written.`)
          if (chainHash(prev, row.seq, row.payload_hash) !== row.hash)
            return broken(entries, erased, `The chain breaks at entry ${row.seq}.`)
          prev = row.hash
        }
        // Compared with the head in the same turn, so that nothing is written between.
        if (slice.length < SLICE) break
        await setImmediate()
      }
      if (entries !== head.seq || (entries > 0 && prev !== head.hash))
        return broken(entries, erased, `The chain ends at entry ${entries}; ${head.seq} were written.`)
      return {
        intact: true,
        entries,
        erased,
        head: entries > 0 ? prev : null,
        detail:
          erased === 0
            ? `All ${entries} entries are as they were written.`
            : `All ${entries} entries are in their place. What ${erased} of them said was erased and cannot be checked.`,
      }
    },
  }
}

/** The payload must fit its hash, and the columns beside it what it says. */
function isAsWritten(row: z.output<typeof rowSchema>, payload: string): boolean {
  if (row.salt === null || payloadHash(Buffer.from(row.salt), payload) !== row.payload_hash) return false
  const said = columnsSchema.parse(JSON.parse(payload))
  return columns.every((column) => row[column] === said[column])
}

function broken(entries: number, erased: number, detail: string): AuditVerdict {
  return { intact: false, entries, erased, head: null, detail }
}
