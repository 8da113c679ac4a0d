import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

const THRESHOLD = 256 * 1024

test('the WAL stays small although those who can wait never pause, and nothing in it is lost', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'control-checkpoint-'))
  const file = join(directory, 'x.db')
  const migrations = [
    { version: 1, name: 'first', sql: ['CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT'] },
  ]
  const failures: unknown[] = []
  const options = {
    onError: (error: unknown) => failures.push(error),
    checkpoints: { intervalMs: 50, thresholdBytes: THRESHOLD },
  }
  const database = await openDatabase(file, migrations, options)
  const insert = database.sql.prepare('INSERT INTO rows (body) VALUES (?)')
  const body = 'x'.repeat(3_000)
  let rows = 0
  let held = 0
  const until = Date.now() + 4_000
  while (Date.now() < until) {
    for (let i = 0; i < 20; i += 1) rows += insert.run(body).changes
    await database.sync.durable()
    const wait = database.writable()
    if (wait) held += 1
    await wait
  }
  const { size } = await stat(`${file}-wal`)
  await database.close()
  const written = rows * body.length
  expect(failures).toEqual([])
  expect(held).toBeGreaterThan(0)
  // A WAL that is never started over holds more than what was written: each page comes with its frame.
  expect(size).toBeLessThan(written / 2)

  const again = await openDatabase(file, migrations, options)
  expect(again.sql.prepare('SELECT COUNT(*) FROM rows').pluck().get()).toBe(rows)
  await again.close()
  await rm(directory, { recursive: true })
})
