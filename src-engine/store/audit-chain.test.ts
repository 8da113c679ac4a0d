import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestStore, openTestStore } from './testing/open-test-store.ts'

const context = { org: 'org_00000000', actor: 'user:usr_00000000', requestId: 'req-1' }
let opened: TestStore
let database: Database.Database
beforeEach(async () => {
  opened = await openTestStore()
  for (const action of ['a', 'b', 'c'])
    await opened.store.transaction(context, (tx) => tx.audit({ action, target: 't', details: { n: action } }))
  database = new Database(join(opened.directory, 'control.db'))
})
afterEach(async () => {
  database.close()
  await opened.dispose()
})

test.each(['org', 'at', 'actor', 'action', 'outcome', 'target'])(
  'what lists show and filter by is held against what was hashed: %s',
  async (column) => {
    expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: 3, erased: 0 })
    database.prepare(`UPDATE audit_log SET ${column} = 'another' WHERE seq = 2`).run()
    expect(await opened.store.audit.verify()).toMatchObject({
      intact: false,
      detail: 'Entry 2 was changed after it was written.',
    })
  },
)

test('a row moved out of its organization, and one whose salt alone is gone, were changed', async () => {
  database.prepare('UPDATE audit_log SET org = NULL WHERE seq = 3').run()
  expect((await opened.store.audit.verify()).detail).toBe('Entry 3 was changed after it was written.')
  database
    .prepare(`UPDATE audit_log SET salt = NULL, payload = replace(payload, '"n":"b"', '"n":"x"') WHERE seq = 2`)
    .run()
  expect((await opened.store.audit.verify()).detail).toBe('Entry 2 was changed after it was written.')
})

test('an erased payload leaves the chain whole and is told', async () => {
  database.prepare('UPDATE audit_log SET payload = NULL, salt = NULL WHERE seq IN (1, 3)').run()
  expect(await opened.store.audit.verify()).toMatchObject({
    intact: true,
    entries: 3,
    erased: 2,
    detail: 'All 3 entries are in their place. What 2 of them said was erased and cannot be checked.',
  })
  database.prepare(`UPDATE audit_log SET payload_hash = '0' WHERE seq = 3`).run()
  expect(await opened.store.audit.verify()).toMatchObject({ intact: false, erased: 2 })
})
