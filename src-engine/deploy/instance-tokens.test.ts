import { sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TokenProof, tokenStatement } from '../contract/runtime-token.ts'
import { z } from 'zod'
import { filesHolding } from '../entities/testing/holds-bytes.ts'
import { systemClock } from '../kernel/clock.ts'
import { createIds } from '../kernel/ids.ts'
import { type TestStore, openTestStore } from '../store/testing/open-test-store.ts'
import { type InstanceTokens, openInstanceTokens } from './instance-tokens.ts'

const who = { org: 'org_0000000001', agent: 'agt_0000000001', instance: 'ins_0000000001' }

test('a token is valid over restarts, replaced by a new one, void once revoked, and nowhere on the disk', async () => {
  const disk = await openTestStore()
  const ids = createIds(systemClock)
  const tokens = openInstanceTokens(disk.store, ids, systemClock)
  const { token: first, key } = await tokens.issue(who)
  expect(Buffer.from(first, 'base64url')).toHaveLength(32)
  expect(await tokens.authenticate(first)).toEqual(who)
  expect(await tokens.authenticate(`${first}x`)).toBeNull()
  expect(await tokens.authenticate('')).toBeNull()
  expect(filesHolding(disk.directory, 'ins_0000000001')).not.toEqual([])
  expect(filesHolding(disk.directory, first)).toEqual([])
  expect(filesHolding(disk.directory, key.split('\n')[1] ?? '')).toEqual([])

  const { token: second } = await tokens.issue(who)
  expect(await tokens.authenticate(first)).toBeNull()
  const { token: other } = await tokens.issue({ ...who, instance: 'ins_0000000002' })
  expect(tokens.instancesOf(who.agent)).toEqual(['ins_0000000001', 'ins_0000000002'])

  const reopened = openInstanceTokens(await disk.reopen(), ids, systemClock)
  expect(await reopened.authenticate(second)).toEqual(who)
  await reopened.revoke('ins_0000000001')
  await reopened.revoke('ins_0000000001')
  expect(await reopened.authenticate(second)).toBeNull()
  expect(await reopened.authenticate(other)).toEqual({ ...who, instance: 'ins_0000000002' })
  expect(await openInstanceTokens(await disk.reopen(), ids, systemClock).authenticate(second)).toBeNull()
  await disk.dispose()
})

describe('a token', () => {
  const HOUR = 3_600_000
  let now: number
  let disk: TestStore
  let tokens: InstanceTokens
  const clock = { now: () => now, monotonic: () => now }
  const ids = createIds(clock)

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 23, 12)
    disk = await openTestStore(clock)
    tokens = openInstanceTokens(disk.store, ids, clock)
  })
  afterEach(() => disk.dispose())

  function proof(key: string, challenge = tokens.challenge(who.instance), instance = who.instance): TokenProof {
    const signature = sign(null, Buffer.from(tokenStatement(instance, challenge)), key).toString('base64url')
    return { instance, challenge, signature }
  }

  test('ends after a day, and is renewed by the key however long that was ago', async () => {
    const { token, key } = await tokens.issue(who)
    expect(tokens.msLeft(who.instance)).toBe(24 * HOUR)
    now += 24 * HOUR - 1
    expect(await tokens.authenticate(token)).toEqual(who)
    now += 1
    expect(await tokens.authenticate(token)).toBeNull()
    expect(tokens.msLeft(who.instance)).toBe(0)
    now += 60 * 24 * HOUR
    tokens = openInstanceTokens(await disk.reopen(), ids, clock)
    expect(await tokens.authenticate(token)).toBeNull()
    const renewed = await tokens.renew(proof(key))
    expect(renewed?.expiresAt).toBe(now + 24 * HOUR)
    expect(await tokens.authenticate(renewed?.token ?? '')).toEqual(who)
    expect(await tokens.authenticate(token)).toBeNull()
    tokens = openInstanceTokens(await disk.reopen(), ids, clock)
    expect(await tokens.authenticate(renewed?.token ?? '')).toEqual(who)
  })

  test('is void as soon as it was renewed', async () => {
    const { token, key } = await tokens.issue(who)
    expect(await tokens.renew(proof(key))).not.toBeNull()
    expect(await tokens.authenticate(token)).toBeNull()
  })

  test('is not renewed for a revoked instance, an unknown one, or by the key of an earlier deployment', async () => {
    const { key } = await tokens.issue(who)
    const other = { ...who, instance: 'ins_0000000002' }
    expect(await tokens.renew(proof(key, tokens.challenge(other.instance), other.instance))).toBeNull()
    await tokens.issue(who)
    expect(await tokens.renew(proof(key))).toBeNull()
    const { key: newest } = await tokens.issue(who)
    const ready = proof(newest)
    await tokens.revoke(who.instance)
    expect(await tokens.renew(ready)).toBeNull()
    tokens = openInstanceTokens(await disk.reopen(), ids, clock)
    expect(await tokens.renew(proof(newest))).toBeNull()
  })

  test('is not given back to an instance that is revoked while it renews', async () => {
    const { key } = await tokens.issue(who)
    const [, renewed] = await Promise.all([tokens.revoke(who.instance), tokens.renew(proof(key))])
    expect(renewed).toBeNull()
    expect(tokens.instancesOf(who.agent)).toEqual([])
  })

  test('needs a proof that is new: used, old, foreign and made-up ones are refused', async () => {
    const { key } = await tokens.issue(who)
    const { key: otherKey } = await tokens.issue({ ...who, instance: 'ins_0000000002' })
    const used = proof(key)
    expect(await tokens.renew(used)).not.toBeNull()
    expect(await tokens.renew(used)).toBeNull()
    const old = proof(key)
    now += 60_000
    expect(await tokens.renew(old)).toBeNull()
    expect(await tokens.renew(proof(otherKey))).toBeNull()
    expect(await tokens.renew(proof(key, tokens.challenge('ins_0000000002')))).toBeNull()
    const [until, nonce, seal] = tokens.challenge(who.instance).split('.')
    expect(await tokens.renew(proof(key, `${Number(until) + 1}.${nonce}.${seal}`))).toBeNull()
    expect(await tokens.renew(proof(key, 'made up'))).toBeNull()
    expect(await tokens.renew({ ...proof(key), signature: 'A'.repeat(86) })).toBeNull()
    const again = openInstanceTokens(await disk.reopen(), ids, clock)
    expect(await again.renew(proof(key))).toBeNull()
  })

  test('proved twice at the same moment is renewed once', async () => {
    const { key } = await tokens.issue(who)
    const same = proof(key)
    const both = await Promise.all([tokens.renew(same), tokens.renew(same)])
    expect(both.filter((one) => one !== null)).toHaveLength(1)
  })

  test('of before there were keys lasts until the next deployment', async () => {
    const { token } = await tokens.issue(who)
    const kind = { kind: 'instance-token', schema: z.looseObject({}) }
    await disk.store.transaction({ org: who.org, actor: 'system:test', requestId: '' }, (tx) => {
      const { expiresAt: _e, publicKey: _p, ...before } = tx.local.get(kind, who.instance) ?? {}
      tx.local.put(kind, who.instance, before)
    })
    tokens = openInstanceTokens(await disk.reopen(), ids, clock)
    now += 400 * 24 * HOUR
    expect(await tokens.authenticate(token)).toEqual(who)
    expect(tokens.msLeft(who.instance)).toBeNull()
  })
})
