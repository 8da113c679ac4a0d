import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

const migrations = [{ version: 1, name: 'first', sql: ['CREATE TABLE rows (id INTEGER PRIMARY KEY) STRICT'] }]
const onError = (error: unknown): never => {
  throw error
}

test('a file whose first sync fails is closed again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'control-open-'))
  const file = join(directory, 'x.db')
  const onSync = (): never => {
    throw new Error('the disk is gone')
  }
  await expect(openDatabase(file, migrations, { onError, onSync })).rejects.toMatchObject({ code: 'storage_full' })
  // The last connection takes the WAL with it.
  expect(existsSync(`${file}-wal`)).toBe(false)
  await (await openDatabase(file, migrations, { onError })).close()
  await rm(directory, { recursive: true })
})
