import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { EngineError } from '../kernel/errors.ts'
import { type CheckpointTiming, type Checkpointer, startCheckpointer } from './checkpoint.ts'
import { type GroupSync, openGroupSync } from './durability.ts'
import { addFolded } from './folded.ts'
import { type Migration, formatOf, migrate } from './migrate.ts'
import { reserveWal } from './reserve-wal.ts'
import { syncDirectory } from './sync-directory.ts'

export interface OpenDatabaseOptions {
  /** See GroupSyncOptions; only the power-cut test listens. */
  readonly onSync?: () => () => void
  readonly checkpoints?: CheckpointTiming
  readonly onError: (error: unknown) => void
}

/** One SQLite file with its group sync and its background checkpoints. */
export interface OpenDatabase {
  readonly sql: Database.Database
  readonly sync: GroupSync
  readonly writable: Checkpointer['writable']
  readonly duringLongRead: Checkpointer['duringLongRead']
  close(): Promise<void>
}

/**
 * Opens (or creates) a database file in WAL mode with `synchronous=NORMAL`, migrates it and makes its directory entry
 * durable. Checkpoints run in a worker thread, so that no commit on this thread waits for the disk.
 * @throws EngineError `read_only` for a file of a newer app, `internal` for a file that is no database.
 */
export async function openDatabase(
  file: string,
  migrations: readonly Migration[],
  options: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  const sql = new Database(file)
  try {
    // Before anything that would write: even the switch to WAL changes the file.
    const version = formatOf(sql, file, migrations)
    sql.pragma('journal_mode = WAL')
    // The compiled default is NORMAL on reopen but FULL in the session that switched to WAL: say it on every open.
    sql.pragma('synchronous = NORMAL')
    sql.pragma('wal_autocheckpoint = 0')
    sql.pragma('foreign_keys = ON')
    sql.pragma('cache_size = -4000')
    addFolded(sql)
    await migrate(sql, file, migrations, version)
    // The first read in WAL mode is what makes the WAL file, which the group sync opens next.
    sql.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
  } catch (cause) {
    sql.close()
    if (cause instanceof Database.SqliteError && cause.code === 'SQLITE_NOTADB') {
      throw new EngineError('internal', `${file} is not a database. Restore it from a backup.`, { cause })
    }
    throw cause
  }
  const sync = await openSync(file, options).catch((error: unknown) => {
    sql.close()
    throw error
  })
  const checkpointer = startCheckpointer(sql, file, { ...options.checkpoints, onError: options.onError })
  return {
    sql,
    sync,
    writable: () => checkpointer.writable(),
    duringLongRead: (work) => checkpointer.duringLongRead(work),
    async close() {
      await checkpointer.stop()
      await sync.close()
      sql.close()
    },
  }
}

/** The group sync of a file that was just opened, with everything on the disk that opening it wrote. */
async function openSync(file: string, { onSync }: OpenDatabaseOptions): Promise<GroupSync> {
  await syncDirectory(dirname(file))
  await reserveWal(`${file}-wal`)
  const sync = await openGroupSync(`${file}-wal`, onSync ? { onSync } : {})
  try {
    await sync.durable()
    return sync
  } catch (error) {
    await sync.close()
    throw error
  }
}
