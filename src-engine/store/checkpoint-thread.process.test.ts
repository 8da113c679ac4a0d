import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createCheckpointThread } from './checkpoint-thread.ts'

const state = z.tuple([z.object({ log: z.int(), checkpointed: z.int() })])

/** Threads as they are started, so that one can be made to fail. */
const workers: Worker[] = []
function note(worker: Worker): void {
  workers.push(worker)
}

let directory: string
let file: string
beforeEach(async () => {
  process.on('worker', note)
  directory = await mkdtemp(join(tmpdir(), 'control-thread-'))
  file = join(directory, 'x.db')
})
afterEach(async () => {
  process.off('worker', note)
  workers.length = 0
  await rm(directory, { recursive: true })
})

function openFile(): Database.Database {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE rows (body TEXT)')
  return database
}

function lastWorker(): Worker {
  const worker = workers.at(-1)
  if (!worker) throw new Error('no thread was started')
  return worker
}

test('a thread copies again and again, says what it failed with, and is followed by another', async () => {
  const idle: unknown[] = []
  const thread = createCheckpointThread(file, (error) => idle.push(error))
  const neverNearly = (): void => {
    throw new Error('nothing was there to copy')
  }
  await expect(thread.run(neverNearly)).rejects.toThrow('unable to open database file')

  const database = openFile()
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
  expect(workers).toHaveLength(2)
  const ended = thread.end()
  await thread.run(() => undefined)
  expect(workers).toHaveLength(3)
  await ended
  await thread.end()
  await thread.end()
  expect(database.prepare('SELECT COUNT(*) FROM rows').pluck().get()).toBe(6)
  database.close()
  expect(idle).toEqual([])
})

test('a thread that fails with nothing to do is told of, and keeps nobody from closing', async () => {
  openFile().close()
  const told: unknown[] = []
  const thread = createCheckpointThread(file, (error) => told.push(error))
  await thread.run(() => undefined)
  const failure = new Error('died with nothing to do')
  lastWorker().emit('error', failure)
  await lastWorker().terminate()
  expect(told).toEqual([failure])
  await thread.end()

  await thread.run(() => undefined)
  const ending = thread.end()
  lastWorker().emit('error', failure)
  await ending
  expect(told).toEqual([failure, failure])
})

test('the end is reached when no thread is left, one that was ending before included', async () => {
  openFile().close()
  const thread = createCheckpointThread(file, (error) => {
    throw error
  })
  await thread.run(() => undefined)
  const first = lastWorker()
  let left = false
  first.once('exit', () => {
    left = true
  })
  // It hears of its end late.
  const post = first.postMessage.bind(first)
  first.postMessage = (message) => void setTimeout(post, 300, message)
  void thread.end()
  await thread.run(() => undefined)
  await thread.end()
  expect(left).toBe(true)
})
