import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reservations, usage } from './catalog.ts'
import { type TestStore, openTestStore } from '../testing/open-test-store.ts'

const at = '2026-01-01T00:00:00.000Z'
const place = { org: 'org_00000000', agent: 'agt_00000000', run: null, at }

let opened: TestStore
beforeEach(async () => {
  opened = await openTestStore()
})
afterEach(() => opened.dispose())

function hold(...ids: string[]): Promise<unknown> {
  const doc = { microUsd: 7, tokens: 3 }
  return Promise.all(ids.map((id) => opened.store.append(reservations, { ...place, id, doc })))
}
function settle(...ids: string[]): Promise<unknown> {
  const used = { model: 'm', provider: 'p', microUsd: 5, inputTokens: 1, outputTokens: 1, estimated: false }
  return Promise.all(
    ids.map((ref) => opened.store.append(usage, { ...place, id: `${ref}u`, ref, doc: { ...used, reservation: ref } })),
  )
}
const open = (): string[] => opened.store.openReservations.all().map(({ id }) => id)
/** As it stands in the file. */
function mark(): unknown {
  const database = new Database(join(opened.directory, 'streams.db'), { readonly: true })
  try {
    return database.prepare('SELECT upto FROM budget_settled').pluck().get()
  } finally {
    database.close()
  }
}

test('a sweep moves the mark up to the first that is open, and no further', async () => {
  await hold('a', 'b', 'c', 'd')
  await settle('a', 'b', 'd')
  await opened.store.sweep()
  expect([mark(), open()]).toEqual([2, ['c']])
  await settle('c')
  await hold('e')
  await opened.store.sweep()
  expect([mark(), open()]).toEqual([4, ['e']])
  await settle('e')
  await opened.store.sweep()
  expect([mark(), open()]).toEqual([5, []])
})

test('what is open is found after a restart however old it is; the mark stays, and what is behind it is not read', async () => {
  await hold('old', 'a', 'b')
  await settle('a', 'b')
  await opened.store.sweep()
  await opened.reopen()
  expect(opened.store.openReservations.all()).toEqual([{ id: 'old', ...place, microUsd: 7, tokens: 3 }])
  await settle('old')
  await opened.store.sweep()
  await hold('new')
  await opened.reopen()
  expect([mark(), open()]).toEqual([3, ['new']])
  // Nothing else can tell that they are not read: one whose settlement is gone is not found behind the mark.
  const database = new Database(join(opened.directory, 'streams.db'))
  database.exec(`DELETE FROM budget_ledger WHERE ref = 'a'`)
  database.close()
  expect(open()).toEqual(['new'])
})
