import { afterEach, beforeEach, expect, test } from 'vitest'
import { targets } from '../contract/targets.ts'
import { systemClock } from '../kernel/clock.ts'
import { activityEvents } from './index.ts'
import { type TestStore, openTestStore } from './testing/open-test-store.ts'

const ORG = 'org_00000000'
const context = { org: ORG, actor: 'user:usr_00000000', requestId: 'req-1' }
const AT = '2026-01-01T00:00:00.000Z'

/** The file whose syncs the disk refuses. */
let refuses: 'control.db' | 'streams.db' | null
let opened: TestStore
beforeEach(async () => {
  refuses = null
  opened = await openTestStore(systemClock, (file) => {
    if (file === refuses) throw new Error('EIO: i/o error, fdatasync')
    return () => undefined
  })
})
afterEach(() => opened.dispose())

function write(name: string): Promise<unknown> {
  return opened.store.transaction(context, (tx) => {
    tx.insert(targets, { id: `tgt_${name}`, org: ORG, createdAt: tx.at, name, place: { kind: 'local' } })
    tx.audit({ action: 'targets.create', target: name })
  })
}
function record(id: string): Promise<unknown> {
  const doc = { type: 'warning' as const, message: 'm', data: {} }
  return opened.store.append(activityEvents, { id, org: ORG, at: AT, type: 'warning', doc })
}
const names = (): string[] => [...opened.store.rows(targets, ORG).values()].map(({ doc }) => doc.name).toSorted()
const records = (): string[] =>
  opened.store
    .stream(activityEvents)
    .page(ORG, {}, { after: null, limit: 10, order: 'oldest' })
    .records.map(({ id }) => id)
const refused = { code: 'storage_full', message: expect.stringContaining('start the app again') }

test('after a sync that failed nothing more is committed, in memory or on the disk', async () => {
  await write('before')
  expect(opened.store.failure()).toBeNull()
  refuses = 'control.db'
  await expect(write('unknown'), 'committed when its sync failed').rejects.toMatchObject(refused)
  refuses = null
  for (const name of ['late', 'later']) await expect(write(name)).rejects.toMatchObject(refused)
  expect(opened.store.failure()).toMatchObject(refused)
  expect(names()).toEqual(['before', 'unknown'])
  await opened.reopen()
  expect(names()).toEqual(['before', 'unknown'])
  expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: 2 })
  await write('again')
  expect(opened.store.failure()).toBeNull()
})

test('the same holds for bulk streams, each file by itself', async () => {
  await record('act_before')
  refuses = 'streams.db'
  await expect(record('act_unknown')).rejects.toMatchObject(refused)
  refuses = null
  await expect(Promise.all(['act_late', 'act_later'].map(record))).rejects.toMatchObject(refused)
  expect(opened.store.failure()).toMatchObject(refused)
  expect(records()).toEqual(['act_before', 'act_unknown'])
  await write('a document')
  await opened.reopen()
  expect(records()).toEqual(['act_before', 'act_unknown'])
  await record('act_again')
})
