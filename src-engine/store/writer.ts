import Database from 'better-sqlite3'
import { isoTime } from '../kernel/clock.ts'
import { EngineError } from '../kernel/errors.ts'
import type { EventBus, SequencedEvent } from '../kernel/events.ts'
import type { Clock, Ids, Logger } from '../kernel/ports.ts'
import type { AuditChain } from './audit-chain.ts'
import type { ChangeLog } from './change-log.ts'
import type { CollectionTable } from './collection-table.ts'
import type { Device } from './device.ts'
import type { GroupSync } from './durability.ts'
import { createGroup } from './group.ts'
import type { LocalRecords } from './local-records.ts'
import type { Outbox } from './outbox.ts'
import type { OutboxOp, Row } from './row.ts'
import { storageError } from './sqlite-errors.ts'
import type { StatusTable } from './status-table.ts'
import type { Stream } from './streams/catalog.ts'
import type { StreamTable } from './streams/stream-table.ts'
import {
  type InsertCounts,
  type Transact,
  type TransactionBuffer,
  type Tx,
  type WriteContext,
  bufferTransaction,
  metaAfter,
  opsOf,
} from './transaction.ts'

export interface WriterParts {
  readonly database: Database.Database
  readonly sync: GroupSync
  readonly device: Device
  readonly clock: Clock
  readonly ids: Ids
  readonly bus: EventBus
  readonly logger: Logger
  readonly tables: ReadonlyMap<string, CollectionTable>
  readonly streams: ReadonlyMap<string, StreamTable<unknown>>
  readonly audit: AuditChain
  readonly outbox: Outbox
  readonly changes: ChangeLog
  readonly statuses: StatusTable
  readonly local: LocalRecords
}

export interface Writer {
  /** Runs a body at once in a SQLite transaction of its own. */
  readonly alone: Transact
  /** For bodies that do not depend on each other: see group.ts. */
  readonly together: Transact
}

interface WrittenRow {
  readonly table: CollectionTable
  readonly id: string
  /** Undefined once deleted. */
  readonly row: Row | undefined
}

interface Written<Result> {
  readonly result: Result
  readonly events: readonly SequencedEvent[]
  readonly rows: readonly WrittenRow[]
  readonly followers: readonly (() => void)[]
}

/**
 * The one way documents are written: body, documents, audit rows, outbox ops and events in one SQLite transaction; the
 * promise resolves when it is on the disk. A body that throws leaves nothing behind.
 */
export function createWriter(parts: WriterParts): Writer {
  const { database, sync, clock, ids, bus, tables, streams, audit, outbox, changes, statuses, device } = parts
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const tombstone = new Map(
    [...tables.keys()].map((name) => [
      name,
      database.prepare(`UPDATE ${name} SET cl = ?, version = version + 1, doc = ?, meta = ? WHERE id = ?`),
    ]),
  )

  function tableOf(name: string): CollectionTable {
    const table = tables.get(name)
    if (!table) throw new EngineError('internal', `${name} is no collection.`)
    return table
  }
  function streamOf({ name }: Stream): StreamTable<unknown> {
    const table = streams.get(name)
    if (!table) throw new EngineError('internal', `${name} is no stream of this file.`)
    return table
  }

  function writeDocuments(buffer: TransactionBuffer, context: WriteContext): WrittenRow[] {
    if (buffer.edits.length === 0) return []
    const hlc = outbox.tick()
    const opsByEdit = buffer.edits.map((edit) => ({ edit, ops: opsOf(edit, hlc, () => ids.next('op')) }))
    const ops: OutboxOp[] = opsByEdit.flatMap((entry) => entry.ops)
    if (ops.length === 0 || context.org === null) return []
    const by = outbox.append(context.org, context.actor, ops)
    return opsByEdit.flatMap(({ edit, ops: own }): WrittenRow[] => {
      if (own.length === 0) return []
      if (!edit.after) {
        // The row stays as a tombstone: only its life counter says that it is gone.
        tombstone.get(edit.table.collection.name)?.run((edit.before?.cl ?? 1) + 1, '{}', '{}', edit.id)
        return [{ table: edit.table, id: edit.id, row: undefined }]
      }
      const row = { ...edit.after, meta: metaAfter(edit.before?.cl === edit.after.cl ? edit.before.meta : {}, own, by) }
      edit.table.write(row)
      return [{ table: edit.table, id: edit.id, row }]
    })
  }

  /** Writes what a body wants inside the open SQLite transaction. */
  function write<Result>(context: WriteContext, body: (tx: Tx) => Result, inserts: InsertCounts): Written<Result> {
    const at = isoTime(clock.now())
    const buffer = bufferTransaction({
      tableOf,
      local: parts.local,
      context,
      at,
      inserts,
      insertRecord: (stream, record) => streamOf(stream).insert(record),
    })
    try {
      const result = body(buffer.tx)
      buffer.end()
      const rows = writeDocuments(buffer, context)
      for (const [resource, doc] of buffer.statuses) statuses.put(resource, device.id, context.org ?? '', doc, at)
      audit.append(buffer.audits)
      context.mark?.(parts.local)
      const { org } = context
      const events = org === null ? [] : buffer.events.map((event) => changes.append(org, event))
      return { result, rows, events, followers: buffer.followers }
    } finally {
      buffer.end()
    }
  }

  /** One SQLite transaction around `work`. @throws what it failed with, after nothing of it was left */
  function inTransaction<Result>(work: () => Result): Result {
    const failure = sync.failure()
    if (failure) throw failure
    try {
      begin.run()
      const result = work()
      commit.run()
      return result
    } catch (error) {
      if (database.inTransaction) rollback.run()
      audit.rollback()
      outbox.rollback()
      for (const stream of streams.values()) stream.settle(false)
      throw error instanceof Database.SqliteError ? storageError(error) : error
    }
  }

  /** The write has happened: memory that fails to follow is a bug to be seen, and no reason to keep the others behind. */
  function followSafely(follow: () => void): void {
    try {
      follow()
    } catch (error) {
      parts.logger.error({ err: error }, 'memory could not follow a write')
    }
  }

  /** Makes memory follow what one SQLite transaction has written; resolves when it is on the disk and was told of. */
  async function complete(written: readonly Written<unknown>[]): Promise<void> {
    audit.commit()
    outbox.commit()
    for (const stream of streams.values()) stream.settle(true)
    // The disk works while memory follows.
    const durable = sync.durable()
    for (const { rows, followers } of written) {
      for (const { table, id, row } of rows) followSafely(() => table.apply(id, row))
      for (const follow of followers) followSafely(follow)
    }
    await durable
    for (const { events } of written) for (const event of events) bus.publish(event)
  }

  const alone: Transact = async (context, body) => {
    const written = inTransaction(() => write(context, body, new Map()))
    await complete([written])
    return written.result
  }
  return { alone, together: createGroup<Written<unknown>>({ alone, write, inTransaction, complete }) }
}
