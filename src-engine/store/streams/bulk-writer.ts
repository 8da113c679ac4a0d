import type { EngineError } from '../../kernel/errors.ts'
import type { OpenDatabase } from '../open-database.ts'
import { storageError } from '../sqlite-errors.ts'
import type { NewRecord, StreamTable } from './stream-table.ts'

interface Pending {
  readonly insert: () => number | null
  readonly table: { settle(committed: boolean): void }
  resolve(pk: number | null): void
  reject(error: EngineError): void
}

/**
 * Writes bulk streams in groups. What arrives while a group is on its way to the disk makes up the next one: it could not
 * be acknowledged sooner anyway, and fewer, larger transactions cost less.
 */
export interface BulkWriter {
  /** Resolves once the record is on the disk with its `pk`, null when its id was there already. */
  append<Record>(table: StreamTable<Record>, record: NewRecord<Record>): Promise<number | null>
  /** Resolves when everything handed in so far is on the disk. */
  drain(): Promise<void>
}

export function createBulkWriter({ sql: database, sync, writable }: OpenDatabase): BulkWriter {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  let queue: Pending[] = []
  let scheduled = false
  let syncing: Promise<void> | null = null

  function schedule(): void {
    if (scheduled || syncing || queue.length === 0) return
    scheduled = true
    const later = writable()
    if (later) void later.then(flush)
    else setImmediate(flush)
  }
  function flush(): void {
    scheduled = false
    if (syncing || queue.length === 0) return
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
    syncing = sync
      .durable()
      .then(
        () => group.forEach((pending, index) => pending.resolve(results[index] ?? null)),
        (cause: unknown) => group.forEach((pending) => pending.reject(storageError(cause))),
      )
      .finally(() => {
        syncing = null
        schedule()
      })
  }

  return {
    append(table, record) {
      return new Promise((resolve, reject) => {
        queue.push({ insert: () => table.insert(record), table, resolve, reject })
        schedule()
      })
    },
    async drain() {
      while (queue.length > 0 || syncing) {
        flush()
        await syncing
      }
    },
  }
}
