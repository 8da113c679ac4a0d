import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { providers } from '../../contract/providers.ts'
import { secrets, secretsCreate, secretsList, secretsRemove, secretsReplace } from '../../contract/secrets.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Store } from '../../store/index.ts'
import { filesHolding } from '../testing/holds-bytes.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { createSecret } from './create.ts'
import { listSecrets } from './list.ts'
import { removeSecret } from './remove.ts'
import { replaceSecret } from './replace.ts'
import { vaultName } from './vault-name.ts'

const CANARY = 'sk-canary-5b1f9c'
const SECOND = 'sk-canary-8e2a77'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeEach(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
})
afterEach(() => house.dispose())

function held(id: string): string | undefined {
  return house.vault.values.get(vaultName(id))?.reveal()
}
function made(name = 'Model key'): Promise<{ id: string }> {
  return call(secretsCreate, createSecret, ours.as('admin'), { body: { name, value: CANARY } })
}
/** A store whose transactions fail once their body has run, as on a full disk. */
function full(store: Store): Store {
  return { ...store, transaction: () => Promise.reject(new EngineError('storage_full', 'The disk is full.')) }
}

test('the value goes to the vault, is replaced there and leaves with its reference', async () => {
  const { id } = await made()
  expect(held(id)).toBe(CANARY)
  expect(await call(secretsList, listSecrets, ours.as('admin'))).toMatchObject({
    vault: 'unlocked',
    items: [{ id, name: 'Model key', held: true, version: 1 }],
  })
  expect(
    await call(secretsReplace, replaceSecret, ours.as('admin'), { params: { id }, body: { value: SECOND } }),
  ).toMatchObject({ version: 2, held: true })
  expect(held(id)).toBe(SECOND)
  await call(secretsRemove, removeSecret, ours.as('admin'), { params: { id } })
  expect(held(id)).toBeUndefined()
  expect((await call(secretsList, listSecrets, ours.as('admin'))).items).toEqual([])
})

test('no file, audit row, event or answer holds a value', async () => {
  const answers = [await made()]
  const id = answers[0]?.id ?? ''
  answers.push(await call(secretsReplace, replaceSecret, ours.as('admin'), { params: { id }, body: { value: SECOND } }))
  const taken = await made('Model key').catch((error: unknown) => error)
  expect(taken).toMatchObject({ code: 'conflict', fields: [{ pointer: '/name' }] })
  const list = await call(secretsList, listSecrets, ours.as('admin'))
  const { store } = house.services
  const said = JSON.stringify([
    answers,
    list,
    store.audit.page(ours.org, {}, null, 200),
    store.changes.after(ours.org, 0, 1_000),
    taken instanceof EngineError ? [taken.message, taken.details, taken.fields] : null,
  ])
  expect(said).toContain('Model key')
  expect(said).not.toContain('sk-canary')
  expect(filesHolding(house.disk.directory, 'Model key')).not.toEqual([])
  expect(filesHolding(house.disk.directory, 'sk-canary')).toEqual([])
})

test('when the reference cannot be written the vault is as it was', async () => {
  const ctx = ours.as('admin', { store: full(house.services.store) })
  const before = [...house.vault.values.keys()]
  await expect(call(secretsCreate, createSecret, ctx, { body: { name: 'Late', value: CANARY } })).rejects.toMatchObject(
    { code: 'storage_full' },
  )
  expect([...house.vault.values.keys()]).toEqual(before)
  const { id } = await made()
  await expect(
    call(secretsReplace, replaceSecret, ctx, { params: { id }, body: { value: SECOND } }),
  ).rejects.toMatchObject({ code: 'storage_full' })
  expect(held(id)).toBe(CANARY)
  await expect(call(secretsRemove, removeSecret, ctx, { params: { id } })).rejects.toMatchObject({
    code: 'storage_full',
  })
  expect(held(id)).toBe(CANARY)
})

test('of two replacements at once the stale one takes nothing from the other', async () => {
  const { id } = await made()
  const { vault } = house
  const slow = { ...vault, set: async (name: string, value: Secret) => sleep(20).then(() => vault.set(name, value)) }
  const replace = (value: string, ifVersion: number) =>
    call(secretsReplace, replaceSecret, ours.as('admin', { ifVersion, vault: slow }), {
      params: { id },
      body: { value },
    })
  const [fresh, stale] = await Promise.allSettled([replace(SECOND, 1), replace('sk-canary-stale', 7)])
  expect([fresh, stale]).toMatchObject([
    { status: 'fulfilled', value: { version: 2 } },
    { status: 'rejected', reason: { code: 'precondition_failed' } },
  ])
  expect(held(id)).toBe(SECOND)
})

test('many replacements at once: the value is the one of the last that was acknowledged, whichever others fail', async () => {
  const { id } = await made()
  const { store } = house.services
  let count = 0
  const flaky: Store = {
    ...store,
    transaction: (context, body) => {
      count += 1
      return count % 2 === 0
        ? sleep(5).then(() => Promise.reject(new EngineError('storage_full', 'The disk is full.')))
        : store.transaction(context, body)
    },
  }
  const versions = await Promise.allSettled(
    Array.from({ length: 9 }, async (_, index) => {
      const value = `sk-canary-${index}`
      const { version } = await call(secretsReplace, replaceSecret, ours.as('admin', { store: flaky }), {
        params: { id },
        body: { value },
      })
      return { version, value }
    }),
  )
  const done = versions.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  expect(done).toHaveLength(5)
  expect(held(id)).toBe(done.toSorted((a, b) => b.version - a.version)[0]?.value)
})

test('a locked vault refuses writes with a sentence and shows nothing as held', async () => {
  const { id } = await made()
  house.vault.lock()
  const locked = { code: 'vault_locked', message: expect.stringContaining('Sign in') }
  await expect(made('Another')).rejects.toMatchObject(locked)
  await expect(
    call(secretsReplace, replaceSecret, ours.as('admin'), { params: { id }, body: { value: SECOND } }),
  ).rejects.toMatchObject(locked)
  await expect(call(secretsRemove, removeSecret, ours.as('admin'), { params: { id } })).rejects.toMatchObject(locked)
  expect(await call(secretsList, listSecrets, ours.as('admin'))).toMatchObject({
    vault: 'locked',
    items: [{ id, held: false }],
  })
})

test('a secret that a provider names stays, and the refusal names the provider', async () => {
  const { id } = await made()
  const { store, ids } = house.services
  await store.transaction({ org: ours.org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.insert(providers, {
      id: ids.next('prv'),
      org: ours.org,
      createdAt: tx.at,
      name: 'Bench GPU',
      kind: 'openai-compatible',
      endpoint: { baseUrl: 'http://127.0.0.1:1/v1', secret: id },
      models: [],
      ceilingMicroUsd: 1,
    }),
  )
  await expect(call(secretsRemove, removeSecret, ours.as('admin'), { params: { id } })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Bench GPU'),
  })
  expect(held(id)).toBe(CANARY)
  expect(store.get(secrets, ours.org, id)).toBeDefined()
})

test('a value that no vault keeps is refused with its field', async () => {
  await expect(
    call(secretsCreate, createSecret, ours.as('admin'), { body: { name: 'Odd', value: 'a\u0000b' } }),
  ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ pointer: '/value' }] })
})

test('only admins, and only of the organization', async () => {
  const { id } = await made()
  for (const role of ['viewer', 'member'] as const) {
    await expect(call(secretsList, listSecrets, ours.as(role))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      call(secretsCreate, createSecret, ours.as(role), { body: { name: 'x', value: 'y' } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      call(secretsReplace, replaceSecret, ours.as(role), { params: { id }, body: { value: SECOND } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call(secretsRemove, removeSecret, ours.as(role), { params: { id } })).rejects.toMatchObject({
      code: 'forbidden',
    })
  }
  await expect(
    call(secretsReplace, replaceSecret, theirs.as('owner'), { params: { id }, body: { value: SECOND } }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(call(secretsRemove, removeSecret, theirs.as('owner'), { params: { id } })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await call(secretsList, listSecrets, theirs.as('owner'))).items).toEqual([])
  expect(held(id)).toBe(CANARY)
})
