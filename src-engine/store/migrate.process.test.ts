import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Migration } from './migrate.ts'
import { openDatabase } from './open-database.ts'

const first: Migration = {
  version: 1,
  name: 'first',
  sql: ['CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT) STRICT'],
}
const second: Migration = {
  version: 2,
  name: 'second',
  sql: ['ALTER TABLE notes ADD COLUMN tag TEXT', `UPDATE notes SET tag = 'old'`],
}
const failing: Migration = { version: 2, name: 'failing', sql: [...second.sql, 'INSERT INTO nowhere VALUES (1)'] }
const onError = (error: unknown): never => {
  throw error
}

let directory = ''
let file = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-migrate-'))
  file = join(directory, 'x.db')
  const database = await openDatabase(file, [first], { onError })
  database.sql.prepare('INSERT INTO notes (text) VALUES (?)').run('kept')
  await database.sync.durable()
  await database.close()
})
afterEach(() => rm(directory, { recursive: true }))

async function notes(migrations: readonly Migration[], at = file): Promise<unknown[]> {
  const database = await openDatabase(at, migrations, { onError })
  try {
    return database.sql.prepare('SELECT * FROM notes').all()
  } finally {
    await database.close()
  }
}

test('a file of the version before is brought up, and its copy opens in the app before', async () => {
  expect(await notes([first, second])).toEqual([{ id: 1, text: 'kept', tag: 'old' }])
  await expect(notes([first])).rejects.toMatchObject({
    code: 'read_only',
    message: expect.stringContaining('format 2'),
  })
  expect((await stat(`${file}.v1.backup`)).mode & 0o777, 'closed to others').toBe(0o600)
  const restored = join(directory, 'restored.db')
  await copyFile(`${file}.v1.backup`, restored)
  expect(await notes([first], restored)).toEqual([{ id: 1, text: 'kept' }])
})

test('a step that fails leaves the file as it was', async () => {
  await expect(notes([first, failing])).rejects.toThrow('nowhere')
  expect(await notes([first])).toEqual([{ id: 1, text: 'kept' }])
  expect(await notes([first, second])).toEqual([{ id: 1, text: 'kept', tag: 'old' }])
})

test('killed in the middle, the file is as it was, its copy is whole, and the next start goes on', async () => {
  // Half of the migration is written when the process says so, and then it waits inside the transaction for its end.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing', 'migrate-and-wait.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(`${file}.v1.backup`)).toBe(true)
  const copy = new Database(`${file}.v1.backup`, { readonly: true })
  expect(copy.prepare('SELECT * FROM notes').all()).toEqual([{ id: 1, text: 'kept' }])
  copy.close()
  expect(await notes([first])).toEqual([{ id: 1, text: 'kept' }])
  expect(await notes([first, second])).toEqual([{ id: 1, text: 'kept', tag: 'old' }])
})
