import type Database from 'better-sqlite3'
import type { EngineError } from '../../kernel/errors.ts'
import type { GroupSync } from '../durability.ts'
import { storageError } from '../sqlite-errors.ts'
import type { NewRecord, StreamTable } from './stream-table.ts'

interface Pending {
  readonly insert: () => number | null
  readonly table: { settle(committed: boolean): void }
  resolve(pk: number | null): void
  reject(error: EngineError): void
}

/** Writes bulk streams: all records that arrive in one turn of the loop share a transaction and a sync. */
export interface BulkWriter {
  /** Resolves once the record is on the disk with its `pk`, null when its id was there already. */
  append<Record>(table: StreamTable<Record>, record: NewRecord<Record>): Promise<number | null>
  /** Resolves when everything handed in so far is on the disk. */
  drain(): Promise<void>
}

export function createBulkWriter(database: Database.Database, sync: GroupSync): BulkWriter {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  let queue: Pending[] = []
  let scheduled = false
  const inFlight = new Set<Promise<void>>()

  function flush(): void {
    scheduled = false
    if (queue.length === 0) return
    const group = queue
    queue = []
    const results: (number | null)[] = []
    const tables = new Set(group.map((pending) => pending.table))
    try {
      begin.run()
      for (const pending of group) results.push(pending.insert())
      commit.run()
      for (const table of tables) table.settle(true)
    } catch (cause) {
      if (database.inTransaction) rollback.run()
      for (const table of tables) table.settle(false)
      const error = storageError(cause)
      for (const pending of group) pending.reject(error)
      return
    }
    const done = sync.durable().then(
      () => group.forEach((pending, index) => pending.resolve(results[index] ?? null)),
      (cause: unknown) => group.forEach((pending) => pending.reject(storageError(cause))),
    )
    inFlight.add(done)
    void done.finally(() => inFlight.delete(done))
  }

  return {
    append(table, record) {
      return new Promise((resolve, reject) => {
        queue.push({ insert: () => table.insert(record), table, resolve, reject })
        if (scheduled) return
        scheduled = true
        setImmediate(flush)
      })
    },
    async drain() {
      if (scheduled) flush()
      await Promise.all(inFlight)
    },
  }
}
