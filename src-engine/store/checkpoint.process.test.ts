import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

const THRESHOLD = 256 * 1024

/** How often SQLite has started the WAL over: https://www.sqlite.org/walformat.html, bytes 12 to 15 of its header. */
async function checkpointNumber(wal: string): Promise<number> {
  return (await readFile(wal)).readUInt32BE(12)
}

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
  const startedOver = await checkpointNumber(`${file}-wal`)
  await database.close()
  expect(failures).toEqual([])
  expect(held).toBeGreaterThan(0)
  expect(startedOver).toBeGreaterThan(1)

  const again = await openDatabase(file, migrations, options)
  expect(again.sql.prepare('SELECT COUNT(*) FROM rows').pluck().get()).toBe(rows)
  await again.close()
  await rm(directory, { recursive: true })
})
