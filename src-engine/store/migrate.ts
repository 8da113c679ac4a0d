import { open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import { EngineError } from '../kernel/errors.ts'
import { syncDirectory } from './sync-directory.ts'

/**
 * One step of a schema. `sql` runs in order, in the one transaction of the whole migration. Once released a step never
 * changes: what it makes is written out in it and not taken from the catalogs, which go on changing.
 */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: readonly string[]
}

/**
 * Reads the format of a file and changes nothing.
 * @throws EngineError `read_only` when a newer app has written the file.
 */
export function formatOf(database: Database.Database, file: string, migrations: readonly Migration[]): number {
  const version = Number(database.pragma('user_version', { simple: true }))
  const newest = migrations.at(-1)?.version ?? 0
  if (version <= newest) return version
  throw new EngineError(
    'read_only',
    `The data in ${file} was written by a newer version of this app (format ${version}, this app knows ${newest}). Update the app, or restore the backup made before the update.`,
  )
}

/**
 * Brings a database file from format `version` to the newest of `migrations`, in one transaction; a file that already
 * holds data is copied to `<file>.v<version>.backup` first, and the copy is on the disk before anything is changed.
 */
export async function migrate(
  database: Database.Database,
  file: string,
  migrations: readonly Migration[],
  version: number,
): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0
  if (version === newest) return
  if (version > 0) await backUp(database, `${file}.v${version}.backup`)
  database
    .transaction(() => {
      for (const step of migrations) {
        if (step.version <= version) continue
        for (const sql of step.sql) database.exec(sql)
      }
      database.pragma(`user_version = ${newest}`)
    })
    .immediate()
}

/** Copies the database beside it. A copy that was cut short is made anew; a whole one of the same format is replaced. */
async function backUp(database: Database.Database, to: string): Promise<void> {
  const partial = `${to}.partial`
  await rm(partial, { force: true })
  // SQLite fills an empty file, and an empty file can be closed to others before anything is in it.
  await writeFile(partial, '', { flag: 'wx', mode: 0o600 })
  database.prepare('VACUUM INTO ?').run(partial)
  const handle = await open(partial, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(partial, to)
  await syncDirectory(dirname(to))
}
