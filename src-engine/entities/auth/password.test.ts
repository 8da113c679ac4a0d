import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { authLogin, authPassword, authSetup } from '../../contract/auth.ts'
import { users, usersCreate, usersRemove, usersUpdate } from '../../contract/users.ts'
import type { Actor } from '../../kernel/actor.ts'
import { systemClock } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Vault } from '../../kernel/vault.ts'
import { openFileVault } from '../../vault/index.ts'
import type { Ctx } from '../context.ts'
import { type TestContext, call, openTestContext } from '../testing/test-context.ts'
import { createUser } from '../users/create.ts'
import { removeUser } from '../users/remove.ts'
import { updateUser } from '../users/update.ts'
import { logIn } from './login.ts'
import { changePassword } from './password.ts'
import { verifiers } from './records.ts'
import { setUp } from './setup.ts'

/** The verbs over a real store and the real encrypted file. */
const OWNER = { email: 'ann@northwind.test', password: 'correct horse battery' }
const BOB = { email: 'bob@northwind.test', password: 'the password of bob' }
const NEXT = 'a new long password'
let directory = ''
let house: TestContext
let vault: Vault
let owner: Ctx
let bob: Ctx
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-password-'))
  vault = await reopened()
  house = await openTestContext()
  const body = { organization: 'Northwind', name: 'Ann', ...OWNER, client: 'token' as const }
  const { grant } = await call(authSetup, setUp, { ...house.outside({ kind: 'setup' }), vault }, { body })
  owner = as(grant.user)
  const hired = await call(usersCreate, createUser, owner, { body: { name: 'bob', role: 'admin', ...BOB } })
  await signIn(BOB.email, BOB.password)
  bob = as(hired)
})
afterEach(async () => {
  await house.dispose()
  await rm(directory, { recursive: true, force: true })
})

function reopened(): Promise<Vault> {
  return openFileVault({ directory, passphraseFile: null, clock: systemClock })
}
function as({ id, org, role }: Pick<Extract<Actor, { kind: 'user' }>, 'id' | 'org' | 'role'>): Ctx {
  const session = house.services.sessions.of(id)[0]?.id ?? 'ended'
  return { ...house.outside({ kind: 'user', id, org, role, session }), vault }
}
function idOf({ actor }: Ctx): string {
  return 'id' in actor ? actor.id : ''
}
function signIn(email: string, password: string): Promise<unknown> {
  const ctx = { ...house.outside({ kind: 'anonymous' }), vault }
  return call(authLogin, logIn, ctx, { body: { email, password, client: 'token' } })
}
function change(ctx: Ctx, current: string): Promise<unknown> {
  return call(authPassword, changePassword, ctx, { body: { current, next: NEXT } })
}
/** The context while whose password is hashed something happens. */
function meanwhile(ctx: Ctx, happens: () => Promise<unknown>): Ctx {
  const { passwords } = ctx
  const hash = async (password: string): Promise<string> => {
    const phc = await passwords.hash(password)
    await happens()
    return phc
  }
  return { ...ctx, passwords: { ...passwords, hash } }
}
async function opens(ctx: Ctx, password: string): Promise<boolean> {
  return (await reopened()).unlock(idOf(ctx), new Secret(password))
}
const remove = (ctx: Ctx) => call(usersRemove, removeUser, owner, { params: { id: idOf(ctx) } })
const disable = (ctx: Ctx) =>
  call(usersUpdate, updateUser, owner, { params: { id: idOf(ctx) }, body: { disabled: true } })

describe('while the new password is hashed', () => {
  test('an admin is removed: nothing is changed, no verifier and no slot is left', async () => {
    await expect(
      change(
        meanwhile(bob, () => remove(bob)),
        BOB.password,
      ),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(house.services.store.local.get(verifiers, idOf(bob))).toBeUndefined()
    expect(vault.slots()).toEqual([idOf(owner)])
    expect(await opens(bob, NEXT)).toBe(false)
  })

  test('an admin is disabled: the old password stays the one of later', async () => {
    const before = house.services.store.local.get(verifiers, idOf(bob))
    await expect(
      change(
        meanwhile(bob, () => disable(bob)),
        BOB.password,
      ),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(house.services.store.local.get(verifiers, idOf(bob))).toEqual(before)
    expect(await opens(bob, NEXT)).toBe(false)
  })

  test('it is changed by somebody who knew it, too: the second hears that it is not the current one', async () => {
    const other = 'yet another long password'
    const first = () => call(authPassword, changePassword, bob, { body: { current: BOB.password, next: other } })
    await expect(change(meanwhile(bob, first), BOB.password)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ pointer: '/current' }],
    })
    expect([await opens(bob, other), await opens(bob, NEXT)]).toEqual([true, false])
  })

  test('an admin is disabled or demoted who hires an admin: nobody is hired', async () => {
    const hire = (ctx: Ctx) =>
      call(usersCreate, createUser, ctx, {
        body: { name: 'eve', email: 'eve@northwind.test', role: 'admin', password: NEXT },
      })
    const demote = () => call(usersUpdate, updateUser, owner, { params: { id: idOf(bob) }, body: { role: 'member' } })
    await expect(hire(meanwhile(bob, demote))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(hire(meanwhile(bob, () => disable(bob)))).rejects.toMatchObject({ code: 'unauthenticated' })
    const { org } = { org: '', ...bob.actor }
    expect(house.services.store.rows(users, org).size).toBe(2)
    expect(vault.slots()).toEqual([idOf(owner)])
  })
})

describe('the process ends', () => {
  const power = () => Promise.reject(new Error('the power went'))

  test('between the vault and the new verifier: the old password signs in and opens the vault, and it alone', async () => {
    const dying: Ctx = {
      ...bob,
      vault: { ...vault, keepSlot: power },
      store: { ...bob.store, transaction: power },
    }
    await expect(change(dying, BOB.password)).rejects.toThrow('the power went')
    expect([await opens(bob, BOB.password), await opens(bob, NEXT)], 'both, for nobody knows').toEqual([true, true])
    vault = await reopened()
    await signIn(BOB.email, BOB.password)
    expect(vault.state()).toBe('unlocked')
    expect([await opens(bob, BOB.password), await opens(bob, NEXT)]).toEqual([true, false])
  })

  test('between the new verifier and tidying up: the new password signs in and opens the vault, and it alone', async () => {
    const dying: Ctx = { ...bob, vault: { ...vault, keepSlot: power } }
    await expect(change(dying, BOB.password)).rejects.toThrow('the power went')
    vault = await reopened()
    await signIn(BOB.email, NEXT)
    expect(vault.state()).toBe('unlocked')
    expect([await opens(bob, BOB.password), await opens(bob, NEXT)]).toEqual([false, true])
    expect(vault.slots()).toHaveLength(2)
  })
})

test('a transaction that fails leaves the old password as it was, and the vault without the new one', async () => {
  const full = () => Promise.reject(new EngineError('storage_full', 'The disk is full.'))
  await expect(change({ ...bob, store: { ...bob.store, transaction: full } }, BOB.password)).rejects.toMatchObject({
    code: 'storage_full',
  })
  expect([await opens(bob, BOB.password), await opens(bob, NEXT)]).toEqual([true, false])
  await change(bob, BOB.password)
  expect([await opens(bob, BOB.password), await opens(bob, NEXT)]).toEqual([false, true])
})
