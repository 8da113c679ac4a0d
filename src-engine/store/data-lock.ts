import { join } from 'node:path'
import Database from 'better-sqlite3'
import { EngineError } from '../kernel/errors.ts'

/** Held while one engine owns a data directory. */
export interface DataLock {
  release(): void
}

/**
 * Takes the data directory for this process. The lock is an exclusive transaction on a SQLite file of its own: a real
 * lock of the operating system on every platform, gone with the process however it ends.
 * @throws EngineError `conflict` when another engine holds it.
 */
export function lockDataDirectory(directory: string): DataLock {
  const database = new Database(join(directory, 'engine.lock'), { timeout: 0 })
  try {
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (cause instanceof Database.SqliteError && cause.code === 'SQLITE_BUSY') {
      throw new EngineError(
        'conflict',
        `Another engine is already running on ${directory}. Use that one, or stop it first.`,
        { cause, details: { running: true } },
      )
    }
    throw cause
  }
  return { release: () => database.close() }
}
