import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { createEventBus } from '../kernel/events.ts'
import { createIds } from '../kernel/ids.ts'
import { type Store, openStore } from './index.ts'
import { silentLogger } from './testing/open-test-store.ts'

let directory = ''
let store: Store
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-modes-'))
  // As a person makes one.
  await chmod(directory, 0o755)
  store = await open()
})
afterEach(async () => {
  await store.close()
  await rm(directory, { recursive: true, force: true })
})

function open(): Promise<Store> {
  const bus = createEventBus((error) => {
    throw error
  })
  return openStore({ directory, clock: systemClock, ids: createIds(systemClock), bus, logger: silentLogger })
}
async function modes(): Promise<Record<string, string>> {
  const names = (await readdir(directory)).toSorted()
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, ((await stat(join(directory, name))).mode & 0o777).toString(8)] as const),
    ),
  )
}
const closed = Object.fromEntries(
  [
    'control.db',
    'control.db-shm',
    'control.db-wal',
    'engine.lock',
    'streams.db',
    'streams.db-shm',
    'streams.db-wal',
  ].map((name) => [name, '600']),
)

test('in a directory that others look into, the files are for their owner alone', async () => {
  expect(await modes()).toMatchObject(closed)
  expect((await stat(directory)).mode & 0o777, 'the directory stays as it was made').toBe(0o755)
})

test('files that were open to others are closed at the next start, and what is written beside them', async () => {
  await store.close()
  for (const name of await readdir(directory)) await chmod(join(directory, name), 0o644)
  store = await open()
  expect(await modes()).toMatchObject(closed)
})

test('what a crash left beside them is closed, too', async () => {
  // Still open, so that the files stand there as after a crash.
  for (const name of await readdir(directory)) await chmod(join(directory, name), 0o644)
  await expect(open()).rejects.toMatchObject({ code: 'conflict' })
  expect(await modes()).toMatchObject(closed)
})

test('a second start in this process does not take the lock from the first', async () => {
  await expect(open()).rejects.toMatchObject({ code: 'conflict' })
  const script = `
    const database = new (require('better-sqlite3'))(${JSON.stringify(join(directory, 'engine.lock'))}, { timeout: 0 })
    try { database.exec('BEGIN EXCLUSIVE'); console.log('taken') } catch (error) { console.log(error.code) }`
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('SQLITE_BUSY\n')
})
