import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { secrets } from '../../contract/secrets.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import { type Backup, type Store, activityEvents, openStore } from '../index.ts'
import { contentHash } from '../testing/content-hash.ts'
import { type TestStore, openTestStore, silentLogger } from '../testing/open-test-store.ts'
import { manifestSchema } from './manifest.ts'

const ORG = 'org_00000000'
const context = { org: ORG, actor: 'user:usr_00000000', requestId: 'req-1' }
const ids = createIds(systemClock)
let opened: TestStore
let elsewhere = ''
beforeEach(async () => {
  opened = await openTestStore()
  elsewhere = await mkdtemp(join(tmpdir(), 'control-restored-'))
})
afterEach(async () => {
  await opened.dispose()
  await rm(elsewhere, { recursive: true, force: true })
})
const home = (): string => join(opened.directory, 'backups')

/** A document with its audit row, and an activity record of `bytes`. */
async function write(bytes = 100): Promise<string> {
  const id = ids.next('sec')
  await opened.store.transaction(context, (tx) => {
    tx.insert(secrets, { id, org: ORG, createdAt: tx.at, updatedAt: tx.at, name: `Reference ${id}` })
    tx.audit({ action: 'secrets.create', target: id })
  })
  const doc = { type: 'warning' as const, message: 'x'.repeat(bytes), data: {} }
  await opened.store.append(activityEvents, {
    id: ids.next('act'),
    org: ORG,
    at: '2026-01-01T00:00:00.000Z',
    type: 'warning',
    doc,
  })
  return id
}
async function writeMegabytes(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await write(1024 * 1024)
}
async function restore(backup: Backup): Promise<Store> {
  await cp(backup.folder, elsewhere, { recursive: true })
  const bus = createEventBus((error) => {
    throw error
  })
  return openStore({ directory: elsewhere, clock: systemClock, ids, bus, logger: silentLogger })
}

test('copied into an empty directory it is the same content, and the audit chain is whole', async () => {
  for (let i = 0; i < 50; i += 1) await write()
  const [gone, changed] = [await write(), await write()]
  await opened.store.transaction(context, (tx) => {
    tx.remove(secrets, gone)
    tx.update(secrets, changed, { name: 'Renamed' })
  })
  await writeFile(join(opened.directory, 'vault.json'), 'ciphertext')
  const before = contentHash(opened.directory)
  const backup = await opened.store.backup()
  const restored = await restore(backup)
  try {
    expect(contentHash(elsewhere)).toBe(before)
    expect(await restored.audit.verify()).toMatchObject({ intact: true, entries: 52 })
    expect(restored.get(secrets, ORG, changed)?.doc.name).toBe('Renamed')
    expect(restored.device).toEqual(opened.store.device)
  } finally {
    await restored.close()
  }
  await write()
  expect(contentHash(opened.directory), 'the hash tells contents apart').not.toBe(before)
})

test('its files are closed to others, are what the manifest says, and hold nothing of the vault', async () => {
  await write()
  await writeFile(join(opened.directory, 'vault.json'), 'ciphertext')
  const { folder, files, at } = await opened.store.backup()
  expect(readdirSync(folder).toSorted()).toEqual(['control.db', 'manifest.json', 'streams.db'])
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
  expect(manifest).toEqual({ format: 1, at, files })
  expect(files.map(({ name, format }) => `${name} ${format}`)).toEqual(['control.db 1', 'streams.db 5'])
  for (const { name, bytes, sha256 } of files) {
    const copied = await readFile(join(folder, name))
    expect({ bytes, sha256 }).toEqual({
      bytes: copied.length,
      sha256: createHash('sha256').update(copied).digest('hex'),
    })
  }
  const modes = await Promise.all(
    readdirSync(folder).map(async (name) => (await stat(join(folder, name))).mode & 0o777),
  )
  expect(modes).toEqual([0o600, 0o600, 0o600])
  for (const path of [home(), folder]) expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test('while others write: they are acknowledged meanwhile, and whatever was before is in it, each with its audit row', async () => {
  await writeMegabytes(30)
  const acknowledged: string[] = [await write()]
  const done = new AbortController()
  const writers = Array.from({ length: 8 }, async () => {
    while (!done.signal.aborted) acknowledged.push(await write())
  })
  await sleep(100)
  const before = [...acknowledged]
  const backup = await opened.store.backup()
  expect(acknowledged.length - before.length).toBeGreaterThan(20)
  done.abort()
  await Promise.all(writers)
  const restored = await restore(backup)
  try {
    const rows = restored.rows(secrets, ORG)
    expect(before.filter((id) => !rows.has(id))).toEqual([])
    expect(await restored.audit.verify()).toMatchObject({ intact: true, entries: rows.size })
  } finally {
    await restored.close()
  }
})

test('kill -9 meanwhile leaves no folder that looks like a backup, and the next start clears up', async () => {
  await writeMegabytes(40)
  await opened.store.close()
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '..', 'testing', 'backup-once.ts'), opened.directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  while (!existsSync(home()) || !readdirSync(home()).some((name) => name.endsWith('.partial'))) await sleep(1)
  child.kill('SIGKILL')
  await ended
  expect(readdirSync(home())).toEqual([expect.stringMatching(/\.partial$/)])
  opened.store = await opened.open()
  expect(readdirSync(home())).toEqual([])
  expect((await opened.store.backup()).files).toHaveLength(2)
})

test('no room: a sentence, nothing left behind, and the store goes on', async () => {
  await writeMegabytes(8)
  await opened.store.close()
  // No file of this process may pass 1 MiB (blocks of 512 bytes); the databases are larger already.
  const script = join(import.meta.dirname, '..', 'testing', 'backup-once.ts')
  const child = spawn('sh', ['-c', 'ulimit -f 2048; exec "$0" "$@"', process.execPath, script, opened.directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(await text(child.stdout)).toBe('begins\nstorage_full\n')
  expect(readdirSync(home())).toEqual([])
  opened.store = await opened.open()
  await write()
})

test('one at a time; one that is cancelled, or cut short by the end of the store, leaves nothing', async () => {
  await writeMegabytes(10)
  const first = opened.store.backup()
  await expect(opened.store.backup()).rejects.toMatchObject({ code: 'conflict' })
  const { folder } = await first
  const cancelling = new AbortController()
  const second = opened.store.backup(cancelling.signal)
  cancelling.abort()
  await expect(second).rejects.toMatchObject({ code: 'timeout' })
  const third = opened.store.backup()
  const ended = third.catch((error: unknown) => error)
  await opened.store.close()
  expect(await ended).toMatchObject({ code: 'timeout' })
  expect((await readdir(home())).map((name) => join(home(), name))).toEqual([folder])
  opened.store = await opened.open()
})
