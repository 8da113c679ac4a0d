import { expect, test } from 'vitest'
import { filesHolding } from '../entities/testing/holds-bytes.ts'
import { systemClock } from '../kernel/clock.ts'
import { createIds } from '../kernel/ids.ts'
import { openTestStore } from '../store/testing/open-test-store.ts'
import { openInstanceTokens } from './instance-tokens.ts'

const who = { org: 'org_0000000001', agent: 'agt_0000000001', instance: 'ins_0000000001' }

test('a token is valid over restarts, replaced by a new one, void once revoked, and nowhere on the disk', async () => {
  const disk = await openTestStore()
  const ids = createIds(systemClock)
  const tokens = openInstanceTokens(disk.store, ids)
  const first = await tokens.issue(who)
  expect(Buffer.from(first, 'base64url')).toHaveLength(32)
  expect(await tokens.authenticate(first)).toEqual(who)
  expect(await tokens.authenticate(`${first}x`)).toBeNull()
  expect(await tokens.authenticate('')).toBeNull()
  expect(filesHolding(disk.directory, 'ins_0000000001')).not.toEqual([])
  expect(filesHolding(disk.directory, first)).toEqual([])

  const second = await tokens.issue(who)
  expect(await tokens.authenticate(first)).toBeNull()
  const other = await tokens.issue({ ...who, instance: 'ins_0000000002' })
  expect(tokens.instancesOf(who.agent)).toEqual(['ins_0000000001', 'ins_0000000002'])

  const reopened = openInstanceTokens(await disk.reopen(), ids)
  expect(await reopened.authenticate(second)).toEqual(who)
  await reopened.revoke('ins_0000000001')
  await reopened.revoke('ins_0000000001')
  expect(await reopened.authenticate(second)).toBeNull()
  expect(await reopened.authenticate(other)).toEqual({ ...who, instance: 'ins_0000000002' })
  expect(await openInstanceTokens(await disk.reopen(), ids).authenticate(second)).toBeNull()
  await disk.dispose()
})
