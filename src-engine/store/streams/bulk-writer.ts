import Database from 'better-sqlite3'
import type { EngineError } from '../../kernel/errors.ts'
import type { OpenDatabase } from '../open-database.ts'
import { storageError } from '../sqlite-errors.ts'
import type { NewRecord, StreamTable } from './stream-table.ts'

interface Pending {
  readonly insert: () => number | null
  readonly table: { follow(): void; settle(committed: boolean): void }
  resolve(pk: number | null): void
  reject(error: EngineError): void
}

/** Whether somebody waits for a record to be on the disk, or it may join a group a moment later. */
export type Urgency = 'now' | 'soon'
/** Nobody notices that a screen hears of something this much later; a group every so often costs the disk little. */
const SOON_MS = 25

/**
 * Writes bulk streams in groups. What arrives while a group is on its way to the disk makes up the next one: it could not
 * be acknowledged sooner anyway, and fewer, larger transactions cost less.
 */
export interface BulkWriter {
  /** Resolves once the record is on the disk with its `pk`, null when its id was there already. */
  append<Record>(table: StreamTable<Record>, record: NewRecord<Record>, urgency?: Urgency): Promise<number | null>
  /** Resolves when everything handed in so far is on the disk. */
  drain(): Promise<void>
}

export function createBulkWriter({ sql: database, sync, writable }: OpenDatabase): BulkWriter {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  let queue: Pending[] = []
  let scheduled = false
  let timer: NodeJS.Timeout | null = null
  let syncing: Promise<void> | null = null

  function schedule(): void {
    if (scheduled || syncing || queue.length === 0) return
    scheduled = true
    const later = writable()
    if (later) void later.then(flush)
    else setImmediate(gather, queue.length)
  }
  /** Where more came in this turn of the loop, more may be ready: what the next brings comes along. */
  function gather(before: number): void {
    if (queue.length > before) setImmediate(flush)
    else flush()
  }
  function scheduleSoon(): void {
    if (scheduled || syncing) return
    timer ??= setTimeout(schedule, SOON_MS)
  }
  function flush(): void {
    scheduled = false
    if (timer) clearTimeout(timer)
    timer = null
    if (syncing || queue.length === 0) return
    const group = queue
    queue = []
    const written: { readonly pending: Pending; readonly pk: number | null }[] = []
    const tables = new Set(group.map((pending) => pending.table))
    try {
      const failure = sync.failure()
      if (failure) throw failure
      begin.run()
      for (const pending of group) {
        try {
          written.push({ pending, pk: pending.insert() })
        } catch (cause) {
          // What SQLite says is about the file; anything else is about this record, of which nothing was written.
          if (cause instanceof Database.SqliteError) throw cause
          pending.reject(storageError(cause))
        }
      }
      for (const table of tables) table.follow()
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
        () => written.forEach(({ pending, pk }) => pending.resolve(pk)),
        (cause: unknown) => written.forEach(({ pending }) => pending.reject(storageError(cause))),
      )
      .finally(() => {
        syncing = null
        schedule()
      })
  }

  return {
    append(table, record, urgency = 'now') {
      return new Promise((resolve, reject) => {
        queue.push({ insert: () => table.insert(record), table, resolve, reject })
        if (urgency === 'now') schedule()
        else scheduleSoon()
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
