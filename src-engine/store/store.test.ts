import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { targets } from '../contract/targets.ts'
import type { JsonObject } from '../contract/values.ts'
import { EngineError } from '../kernel/errors.ts'
import { type LocalKind, activityEvents, stateHistory } from './index.ts'
import { type TestStore, openTestStore } from './testing/open-test-store.ts'

const ORG = 'org_00000000'
const context = { org: ORG, actor: 'user:usr_00000000', requestId: 'req-1' }
const doc = {
  id: 'tgt_00000001',
  org: ORG,
  createdAt: '2026-01-01T00:00:00.000Z',
  name: 'here',
  place: { kind: 'local' as const },
}

let opened: TestStore
beforeEach(async () => {
  opened = await openTestStore()
})
afterEach(() => opened.dispose())

function readDatabase<T>(sql: string): T[] {
  const database = new Database(join(opened.directory, 'control.db'), { readonly: true })
  try {
    return database.prepare<[], T>(sql).all()
  } finally {
    database.close()
  }
}

test('a document, its audit row and its ops are there after a restart', async () => {
  await opened.store.transaction(context, (tx) => {
    tx.insert(targets, doc)
    tx.audit({ action: 'targets.create', target: doc.id })
  })
  const store = await opened.reopen()
  expect(store.get(targets, ORG, doc.id)).toMatchObject({ doc, version: 1, cl: 1, rev: null })
  expect(store.audit.page(ORG, {}, null, 10).items).toMatchObject([
    { action: 'targets.create', target: doc.id, requestId: 'req-1' },
  ])
  const [row] = readDatabase<{ ops: string; commit_id: string }>('SELECT ops, commit_id FROM outbox')
  const ops: { field: string; seen: string | null }[] = JSON.parse(row?.ops ?? '[]')
  expect(ops.map((op) => op.field).toSorted()).toEqual(['createdAt', 'name', 'place'])
  expect(store.get(targets, ORG, doc.id)?.meta['name']?.by).toBe(row?.commit_id)
})

test('an edit writes one op for the field that changed and names the commit its author saw', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  const first = opened.store.get(targets, ORG, doc.id)
  await opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name: 'there' }))
  const rows = readDatabase<{ ops: string }>('SELECT ops FROM outbox ORDER BY seq')
  expect(JSON.parse(rows[1]?.ops ?? '[]')).toMatchObject([
    { field: 'name', kind: 'lww', value: 'there', baseValue: 'here', seen: first?.meta['name']?.by, cl: 1 },
  ])
  expect(opened.store.get(targets, ORG, doc.id)).toMatchObject({ version: 2, doc: { name: 'there' } })
})

test('a body that throws leaves nothing behind, and the audit chain stays whole', async () => {
  await expect(
    opened.store.transaction(context, (tx) => {
      tx.insert(targets, doc)
      tx.append(stateHistory, { id: 'mov_00000001', doc: { from: null, to: 'draft', by: 'x', reason: '' } })
      tx.audit({ action: 'targets.create', target: doc.id })
      throw new EngineError('conflict', 'no')
    }),
  ).rejects.toThrow('no')
  expect(opened.store.get(targets, ORG, doc.id)).toBeUndefined()
  expect(opened.store.stream(stateHistory).get('mov_00000001')).toBeUndefined()
  await opened.store.transaction(context, (tx) => tx.audit({ action: 'x', target: 'y' }))
  expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: 1 })
  expect(readDatabase('SELECT * FROM outbox')).toEqual([])
})

test('a stale version is refused and another organization cannot see the row', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  await expect(
    opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name: 'x' }, 7)),
  ).rejects.toMatchObject({ code: 'precondition_failed' })
  const other = { ...context, org: 'org_00000002' }
  expect(opened.store.get(targets, other.org, doc.id)).toBeUndefined()
  await expect(
    opened.store.transaction(other, (tx) => tx.update(targets, doc.id, { name: 'x' })),
  ).rejects.toMatchObject({ code: 'not_found' })
})

test('a deleted row stays deleted after a restart and comes back with the next life', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  await opened.store.transaction(context, (tx) => tx.remove(targets, doc.id))
  const store = await opened.reopen()
  expect(store.get(targets, ORG, doc.id)).toBeUndefined()
  await store.transaction(context, (tx) => tx.insert(targets, doc))
  // No ETag of the first life fits this one.
  expect(store.get(targets, ORG, doc.id)).toMatchObject({ cl: 3, version: 3 })
})

test('made again and edited in one transaction, its version goes on over lives all the same', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  await opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name: 'there' }))
  await opened.store.transaction(context, (tx) => tx.remove(targets, doc.id))
  await opened.store.transaction(context, (tx) => {
    tx.insert(targets, doc)
    tx.update(targets, doc.id, { name: 'again' })
  })
  expect(opened.store.get(targets, ORG, doc.id)).toMatchObject({ cl: 3, version: 4, doc: { name: 'again' } })
  await opened.reopen()
  expect(opened.store.get(targets, ORG, doc.id)).toMatchObject({ cl: 3, version: 4 })
})

test('a value that no op may carry is refused by name, and nothing of it is stored', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  // Three bytes each in UTF-8.
  const name = '字'.repeat(6_000)
  await expect(opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name }))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ pointer: '/name' }],
  })
  expect(opened.store.get(targets, ORG, doc.id)).toMatchObject({ version: 1, doc: { name: 'here' } })
  await opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name: '字'.repeat(5_000) }))
})

test('a delete names what its author saw of each field', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  await opened.store.transaction(context, (tx) => tx.update(targets, doc.id, { name: 'there' }))
  const meta = opened.store.get(targets, ORG, doc.id)?.meta ?? {}
  await opened.store.transaction(context, (tx) => tx.remove(targets, doc.id))
  const [last] = readDatabase<{ ops: string }>('SELECT ops FROM outbox ORDER BY seq DESC LIMIT 1')
  expect(JSON.parse(last?.ops ?? '[]')).toMatchObject([
    {
      field: '',
      kind: 'delete',
      cl: 2,
      seen: { name: meta['name']?.by, place: meta['place']?.by, createdAt: meta['createdAt']?.by },
      baseValue: { name: 'there', place: doc.place, createdAt: doc.createdAt },
    },
  ])
})

test('removed and made again in one transaction, it is a new life that carries every field', async () => {
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  await opened.store.transaction(context, (tx) => {
    tx.remove(targets, doc.id)
    tx.insert(targets, { ...doc, name: 'again' })
  })
  const [last] = readDatabase<{ ops: string }>('SELECT ops FROM outbox ORDER BY seq DESC LIMIT 1')
  const ops: { field: string; cl: number; seen: unknown; baseValue: unknown }[] = JSON.parse(last?.ops ?? '[]')
  expect(ops.map(({ field }) => field).toSorted()).toEqual(['createdAt', 'name', 'place'])
  for (const op of ops) expect(op).toMatchObject({ cl: 3, seen: null, baseValue: null })
  expect(opened.store.get(targets, ORG, doc.id)).toMatchObject({ cl: 3, version: 2, doc: { name: 'again' } })
})

test('a changed, removed or reordered audit row is noticed', async () => {
  for (const action of ['a', 'b', 'c'])
    await opened.store.transaction(context, (tx) => tx.audit({ action, target: 't' }))
  expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: 3 })
  const database = new Database(join(opened.directory, 'control.db'))
  const original = database.prepare<[], { payload: string }>('SELECT payload FROM audit_log WHERE seq = 2').get()
  database.prepare('UPDATE audit_log SET payload = replace(payload, \'"b"\', \'"B"\') WHERE seq = 2').run()
  expect(await opened.store.audit.verify()).toMatchObject({
    intact: false,
    detail: 'Entry 2 was changed after it was written.',
  })
  database.prepare('UPDATE audit_log SET payload = ? WHERE seq = 2').run(original?.payload)
  expect((await opened.store.audit.verify()).intact).toBe(true)
  database.prepare('DELETE FROM audit_log WHERE seq = 3').run()
  expect(await opened.store.audit.verify()).toMatchObject({
    intact: false,
    detail: 'The chain ends at entry 2; 3 were written.',
  })
  database.prepare('DELETE FROM audit_log WHERE seq = 1').run()
  expect((await opened.store.audit.verify()).intact).toBe(false)
  database.close()
})

test('a long audit log is checked in slices, with what is written meanwhile', { timeout: 30_000 }, async () => {
  const write = (n: number): Promise<void> =>
    opened.store.transaction(context, (tx) => {
      for (let i = 0; i < n; i += 1) tx.audit({ action: 'a', target: String(i) })
    })
  await write(2_400)
  let turns = 0
  const tick = (): NodeJS.Immediate =>
    setImmediate(() => {
      turns += 1
      if (turns < 4) tick()
    })
  tick()
  expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: 2_400 })
  expect(turns).toBeGreaterThanOrEqual(3)
  const [verdict] = await Promise.all([opened.store.audit.verify(), write(7)])
  expect(verdict).toMatchObject({ intact: true, entries: 2_407 })
})

test('bulk records are durable when acknowledged and repeated ids are ignored', async () => {
  const record = {
    id: 'act_00000001',
    org: ORG,
    at: '2026-01-01T00:00:00.000Z',
    type: 'warning',
    doc: { type: 'warning' as const, message: 'm', data: {} },
  }
  expect(await opened.store.append(activityEvents, record)).toBe(1)
  expect(await opened.store.append(activityEvents, record)).toBeNull()
  const store = await opened.reopen()
  expect(store.stream(activityEvents).page(ORG, {}, { after: null, limit: 10, order: 'newest' })).toMatchObject({
    total: 1,
    next: null,
  })
})

test('a second engine on the same directory is refused with a sentence', async () => {
  await expect(opened.open()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('already running'),
  })
})

test('a file of a newer app is refused and left as it was', async () => {
  await opened.store.close()
  const file = join(opened.directory, 'control.db')
  const database = new Database(file)
  database.pragma('user_version = 99')
  database.pragma('journal_mode = DELETE')
  database.close()
  const before = readFileSync(file)
  await expect(opened.open()).rejects.toMatchObject({
    code: 'read_only',
    message: expect.stringContaining('newer version'),
  })
  expect(readFileSync(file).equals(before)).toBe(true)
  const repaired = new Database(file)
  repaired.pragma('user_version = 1')
  repaired.close()
  opened.store = await opened.open()
})

test('a streams.db that does not open leaves nothing open and the lock free', async () => {
  await opened.store.close()
  const file = join(opened.directory, 'streams.db')
  const before = readFileSync(file)
  writeFileSync(file, 'x'.repeat(8_192))
  await expect(opened.open()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('streams.db'),
  })
  // SQLite takes it away when the last who had the file open closes it.
  expect(existsSync(join(opened.directory, 'control.db-wal'))).toBe(false)
  writeFileSync(file, before)
  opened.store = await opened.open()
})

test('a listener that fails keeps no other from following', async () => {
  const heard: string[] = []
  opened.store.listen(targets, () => {
    throw new Error('bug')
  })
  opened.store.listen(targets, (id) => void heard.push(id))
  await opened.store.transaction(context, (tx) => tx.insert(targets, doc))
  expect(heard).toEqual([doc.id])
})

test('a record that cannot be written down is refused alone', async () => {
  const record = (id: string, data: object) => {
    const body = { type: 'warning' as const, message: 'm', data: storedAs(data) }
    return opened.store.append(activityEvents, { id, org: ORG, at: '2026-01-01T00:00:00.000Z', doc: body })
  }
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const ended = await Promise.allSettled([record('act_1', {}), record('act_2', circle), record('act_3', {})])
  expect(ended).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: { code: 'internal' } },
    { status: 'fulfilled', value: 2 },
  ])
  const store = await opened.reopen()
  expect(
    store
      .stream(activityEvents)
      .page(ORG, {}, { after: null, limit: 10, order: 'oldest' })
      .records.map(({ id }) => id),
  ).toEqual(['act_1', 'act_3'])
})

/** What the types of records would not let through. */
function storedAs(data: object): JsonObject {
  return data as JsonObject
}

test('all that has expired is swept at once, and what has not stays', async () => {
  const kind: LocalKind<number> = { kind: 'test', schema: z.number() }
  const now = Date.now()
  await opened.store.transaction(context, (tx) => {
    for (let i = 0; i < 4_500; i += 1) tx.local.put(kind, `old ${i}`, i, { expiresAt: now - 1 })
    tx.local.put(kind, 'young', 1, { expiresAt: now + 60_000 })
    tx.local.put(kind, 'for ever', 1)
  })
  await Promise.all([opened.store.sweep(), opened.store.sweep()])
  expect(opened.store.local.list(kind).map(({ key }) => key)).toEqual(['for ever', 'young'])
})
