import Database from 'better-sqlite3'
import { EngineError } from '../kernel/errors.ts'

/** Gives what SQLite threw a code and a sentence; an EngineError passes through unchanged. */
export function storageError(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause
  if (cause instanceof Database.SqliteError) {
    if (cause.code === 'SQLITE_FULL' || cause.code.startsWith('SQLITE_IOERR')) {
      return new EngineError(
        'storage_full',
        'The disk is full or cannot be written. Nothing was saved; free some space and try again.',
        { cause },
      )
    }
    if (cause.code === 'SQLITE_READONLY')
      return new EngineError('read_only', 'The data directory cannot be written.', { cause })
  }
  return new EngineError('internal', 'The local store failed; nothing was saved.', { cause })
}
