import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { authSetup } from '../../contract/auth.ts'
import type { ResultOf } from '../../contract/operation.ts'
import { organizationsCreate } from '../../contract/organizations.ts'
import { systemDependencies } from '../../contract/system.ts'
import { systemClock } from '../../kernel/clock.ts'
import type { Vault } from '../../kernel/vault.ts'
import { openFileVault } from '../../vault/index.ts'
import { setUp } from '../auth/setup.ts'
import { listDependencies } from '../system/dependencies.ts'
import { type TestContext, call, openTestContext } from '../testing/test-context.ts'
import { createOrganization } from './create.ts'
import { makeKeyPair, publicKeyOf } from './genesis.ts'

let directory = ''
let house: TestContext
let vault: Vault
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-found-'))
  vault = await openFileVault({ directory, passphraseFile: null, clock: systemClock })
  house = await openTestContext({ vault })
})
afterEach(async () => {
  await house.dispose()
  await rm(directory, { recursive: true, force: true })
})

const genesisSchema = z.object({ devicePublicKey: z.string() })

function firstRun(organization: string): Promise<ResultOf<typeof authSetup>> {
  const body = {
    organization,
    name: 'Ann',
    email: `ann@${organization}.test`,
    password: 'correct horse battery',
    client: 'token' as const,
  }
  return call(authSetup, setUp, house.outside({ kind: 'setup' }), { body })
}
async function keyInVault(): Promise<string> {
  const held = await vault.get('device/key')
  return held ? publicKeyOf(held) : ''
}
function keyOfDevice(): unknown {
  const database = new Database(join(house.disk.directory, 'control.db'), { readonly: true })
  try {
    return database.prepare('SELECT public_key FROM device').pluck().get()
  } finally {
    database.close()
  }
}
/** The vault holds the key that the store names, and it signed the genesis whose hash is the organization's root. */
async function expectWhole(org: string): Promise<void> {
  const stored = house.services.store.roots.get(org)
  if (!stored) throw new Error(`${org} has no root`)
  const { devicePublicKey } = genesisSchema.parse(JSON.parse(stored.genesis))
  expect([await keyInVault(), keyOfDevice()]).toEqual([devicePublicKey, devicePublicKey])
  const key = createPublicKey({ key: Buffer.from(devicePublicKey, 'base64'), format: 'der', type: 'spki' })
  const signed = Buffer.from(`agenticmail-control/genesis/v1\n${stored.genesis}`)
  expect(verify(null, signed, key, Buffer.from(stored.signature, 'base64'))).toBe(true)
  expect(createHash('sha256').update(stored.genesis).digest('hex')).toBe(stored.root)
}

test('of two first runs at once one makes the organization, and its key is the one that is kept', async () => {
  const ended = await Promise.allSettled([firstRun('north'), firstRun('south')])
  const [made, ...more] = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  expect(more).toEqual([])
  expect(ended.find((each) => each.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
  const org = made?.grant.organization.id ?? ''
  expect(house.services.store.organizations()).toEqual([org])
  await expectWhole(org)
  expect(vault.slots()).toEqual([made?.grant.user.id])
})

test('two organizations made at once are signed with the one key of this device', async () => {
  const { grant } = await firstRun('first')
  const [session] = house.services.sessions.of(grant.user.id)
  const owner = { kind: 'user', ...grant.user, session: session?.id ?? '' } as const
  const made = await Promise.all(
    ['north', 'south'].map((name) =>
      call(organizationsCreate, createOrganization, house.outside(owner), {
        body: { name, owner: { name: 'Eve', email: `eve@${name}.test`, password: 'another long password' } },
      }),
    ),
  )
  for (const id of [grant.organization.id, ...made.map(({ organization }) => organization.id)]) await expectWhole(id)
})

test('a vault with another key, or none, is shown and signs nothing more', async () => {
  const { grant } = await firstRun('first')
  const [session] = house.services.sessions.of(grant.user.id)
  const owner = house.outside({ kind: 'user', ...grant.user, session: session?.id ?? '' })
  const vaultEntry = async (): Promise<unknown> =>
    (await call(systemDependencies, listDependencies, owner)).items.find(({ kind }) => kind === 'vault')
  expect(await vaultEntry()).toMatchObject({ state: 'ok' })
  for (const spoil of [() => vault.set('device/key', makeKeyPair().privateKey), () => vault.delete('device/key')]) {
    await spoil()
    expect(await vaultEntry()).toMatchObject({
      state: 'degraded',
      detail: expect.stringContaining('does not hold the key'),
    })
    const before = keyOfDevice()
    await expect(
      call(organizationsCreate, createOrganization, owner, {
        body: { name: 'north', owner: { name: 'Eve', email: 'eve@north.test', password: 'another long password' } },
      }),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('does not hold the key') })
    expect(keyOfDevice()).toBe(before)
  }
})

test('a genesis that somebody changed is shown', async () => {
  const { grant } = await firstRun('first')
  const database = new Database(join(house.disk.directory, 'control.db'))
  database.prepare(`UPDATE org_roots SET genesis = replace(genesis, '"v":1', '"v":2')`).run()
  database.close()
  const [session] = house.services.sessions.of(grant.user.id)
  const owner = house.outside({ kind: 'user', ...grant.user, session: session?.id ?? '' })
  const { items } = await call(systemDependencies, listDependencies, owner)
  expect(items.find(({ kind }) => kind === 'vault')).toMatchObject({
    state: 'degraded',
    detail: expect.stringContaining('was changed'),
  })
})
