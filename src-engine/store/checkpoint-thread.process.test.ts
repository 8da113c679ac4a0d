import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createCheckpointThread } from './checkpoint-thread.ts'

const state = z.tuple([z.object({ log: z.int(), checkpointed: z.int() })])

test('a thread copies again and again, says what it failed with, and is followed by another', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'control-thread-'))
  const file = join(directory, 'x.db')
  const idle: unknown[] = []
  const thread = createCheckpointThread(file, (error) => idle.push(error))
  const neverNearly = (): void => {
    throw new Error('nothing was there to copy')
  }
  await expect(thread.run(neverNearly)).rejects.toThrow('unable to open database file')

  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE rows (body TEXT)')
  const insert = database.prepare('INSERT INTO rows VALUES (?)')
  for (let round = 0; round < 3; round += 1) {
    insert.run('before')
    // What is written once the thread has copied most is copied too.
    let asked = 0
    await thread.run(() => {
      asked += 1
      insert.run('meanwhile')
    })
    expect(asked).toBe(1)
    const [{ log, checkpointed }] = state.parse(database.pragma('wal_checkpoint(NOOP)'))
    expect(checkpointed).toBe(log)
  }
  const ended = thread.end()
  await thread.run(() => undefined)
  await ended
  await thread.end()
  await thread.end()
  expect(database.prepare('SELECT COUNT(*) FROM rows').pluck().get()).toBe(6)
  database.close()
  expect(idle).toEqual([])
  await rm(directory, { recursive: true })
})
