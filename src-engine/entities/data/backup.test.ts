import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditList } from '../../contract/audit.ts'
import { dataBackup } from '../../contract/data.ts'
import { EngineError } from '../../kernel/errors.ts'
import { listAudit } from '../audit/list.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { backUp } from './backup.ts'

let house: TestContext
let ours: TestOrganization
beforeEach(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
})
afterEach(() => house.dispose())

async function audited(): Promise<unknown[]> {
  const { items } = await call(auditList, listAudit, ours.as('owner'), { query: { action: 'data.backup' } })
  return items.map(({ outcome, actor, details }) => ({ outcome, actor, details }))
}

test('an owner gets folder, sizes and hashes, and the audit log says who took it', async () => {
  const owner = ours.as('owner')
  const { folder, files, at } = await call(dataBackup, backUp, owner)
  const sizes = await Promise.all(files.map(async ({ name }) => (await readFile(join(folder, name))).length))
  expect(files.map(({ bytes }) => bytes)).toEqual(sizes)
  const [id] = owner.actor.kind === 'user' ? [owner.actor.id] : []
  expect(await audited()).toEqual([{ outcome: 'done', actor: `user:${id}`, details: { at, files } }])
})

test('that there was no room is in the audit log too', async () => {
  const full = new EngineError('storage_full', 'no room')
  const store = { ...house.services.store, backup: () => Promise.reject(full) }
  await expect(call(dataBackup, backUp, ours.as('owner', { store }))).rejects.toBe(full)
  expect(await audited()).toMatchObject([{ outcome: 'failed', details: { code: 'storage_full' } }])
})

test('an admin gets none', async () => {
  await expect(call(dataBackup, backUp, ours.as('admin'))).rejects.toMatchObject({ code: 'forbidden' })
  expect(await audited()).toEqual([])
})
