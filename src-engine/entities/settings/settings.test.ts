import { afterAll, beforeAll, expect, test } from 'vitest'
import { providers } from '../../contract/providers.ts'
import { settingsGet, settingsUpdate } from '../../contract/settings.ts'
import { targets } from '../../contract/targets.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { getSettings } from './get.ts'
import { updateSettings } from './update.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
})
afterAll(() => house.dispose())

test('an admin changes what is named and the rest stays', async () => {
  const before = await call(settingsGet, getSettings, ours.as('viewer'))
  const after = await call(settingsUpdate, updateSettings, ours.as('admin'), {
    body: { timeZone: 'Europe/Vienna', defaultTarget: null },
  })
  expect(after).toEqual({ ...before, timeZone: 'Europe/Vienna', defaultTarget: null, version: before.version + 1 })
  expect(await call(settingsGet, getSettings, ours.as('viewer'))).toEqual(after)
  expect(await call(settingsGet, getSettings, theirs.as('viewer'))).toMatchObject({
    org: theirs.org,
    timeZone: 'UTC',
    version: 1,
  })
  expect(house.services.store.audit.page(ours.org, { action: 'settings.update' }, null, 1).items).toMatchObject([
    { details: { timeZone: 'Europe/Vienna', defaultTarget: null } },
  ])
})

test('defaults must be of this organization', async () => {
  const [provider] = house.services.store.rows(providers, theirs.org).keys()
  const [target] = house.services.store.rows(targets, theirs.org).keys()
  for (const [field, id] of [
    ['defaultProvider', provider],
    ['defaultTarget', target],
  ] as const) {
    await expect(
      call(settingsUpdate, updateSettings, ours.as('admin'), { body: { [field]: id } }),
    ).rejects.toMatchObject({ code: 'not_found', fields: [{ pointer: `/${field}` }] })
  }
})

test('members may look and not change; a stale version is refused', async () => {
  await expect(
    call(settingsUpdate, updateSettings, ours.as('member'), { body: { approvalSeconds: 60 } }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  await expect(call(settingsGet, getSettings, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  await expect(
    call(settingsUpdate, updateSettings, ours.as('admin', { ifVersion: 99 }), { body: { approvalSeconds: 60 } }),
  ).rejects.toMatchObject({ code: 'precondition_failed' })
})
