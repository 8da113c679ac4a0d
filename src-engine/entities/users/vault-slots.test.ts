import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { authLogin, authPassword, authSetup } from '../../contract/auth.ts'
import type { ResultOf } from '../../contract/operation.ts'
import { organizationsCreate } from '../../contract/organizations.ts'
import { systemDependencies } from '../../contract/system.ts'
import { usersCreate, usersRemove, usersUpdate } from '../../contract/users.ts'
import type { Actor } from '../../kernel/actor.ts'
import { systemClock } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Vault } from '../../kernel/vault.ts'
import { openFileVault } from '../../vault/index.ts'
import { logIn } from '../auth/login.ts'
import { changePassword } from '../auth/password.ts'
import { setUp } from '../auth/setup.ts'
import type { Ctx } from '../context.ts'
import { createOrganization } from '../organizations/create.ts'
import { listDependencies } from '../system/dependencies.ts'
import { type TestContext, call, openTestContext } from '../testing/test-context.ts'
import { createUser } from './create.ts'
import { removeUser } from './remove.ts'
import { updateUser } from './update.ts'

/** The verbs over a real store and the real encrypted file. */
const OWNER = { email: 'ann@northwind.test', password: 'correct horse battery' }
let directory = ''
let house: TestContext
let vault: Vault
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-slots-'))
  await restart()
  house = await openTestContext()
})
afterEach(async () => {
  await house.dispose()
  await rm(directory, { recursive: true, force: true })
})

/** Opens the file anew, locked: what follows acts through that. */
async function restart(): Promise<void> {
  vault = await openFileVault({ directory, passphraseFile: null, clock: systemClock })
}
const path = (): string => join(directory, 'vault.json')
const as = (actor: Actor): Ctx => ({ ...house.outside(actor), vault })
const signIn = (email: string, password: string): Promise<unknown> =>
  call(authLogin, logIn, as({ kind: 'anonymous' }), { body: { email, password, client: 'token' } })

const sessionOf = (user: string): string => house.services.sessions.of(user)[0]?.id ?? 'ended'

type Person = Extract<Actor, { kind: 'user' }>
async function firstRun(): Promise<Person> {
  const body = { organization: 'Northwind', name: 'Ann', ...OWNER, client: 'token' as const }
  const { grant } = await call(authSetup, setUp, as({ kind: 'setup' }), { body })
  return { kind: 'user', id: grant.user.id, org: grant.user.org, role: 'owner', session: sessionOf(grant.user.id) }
}
async function hire(
  owner: Person,
  name: string,
  role: 'admin' | 'member',
): Promise<ResultOf<typeof usersCreate> & { readonly password: string }> {
  const password = `the password of ${name}`
  const body = { name, email: `${name}@northwind.test`, role, password }
  return { ...(await call(usersCreate, createUser, as(owner), { body })), password }
}
/** Whether a password opens the vault of a machine that was just started. */
async function opens(id: string, password: string): Promise<boolean> {
  return (await openFileVault({ directory, passphraseFile: null, clock: systemClock })).unlock(id, new Secret(password))
}

describe('whose password opens the vault', () => {
  test('a member who becomes an admin gets in at the next sign-in, also when the vault is open', async () => {
    const owner = await firstRun()
    const bob = await hire(owner, 'bob', 'member')
    await signIn(bob.email, bob.password)
    expect(vault.slots()).not.toContain(bob.id)
    await call(usersUpdate, updateUser, as(owner), { params: { id: bob.id }, body: { role: 'admin' } })
    await signIn(bob.email, bob.password)
    expect(vault.hasSlot(bob.id)).toBe(true)
    expect(await opens(bob.id, bob.password)).toBe(true)
  })

  test.each([
    [
      'is demoted',
      (owner: Person, id: string) =>
        call(usersUpdate, updateUser, as(owner), { params: { id }, body: { role: 'member' } }),
    ],
    [
      'is disabled',
      (owner: Person, id: string) =>
        call(usersUpdate, updateUser, as(owner), { params: { id }, body: { disabled: true } }),
    ],
    ['is removed', (owner: Person, id: string) => call(usersRemove, removeUser, as(owner), { params: { id } })],
  ])('an admin who %s opens it no more; while it is locked, from when somebody opens it', async (_, lose) => {
    const owner = await firstRun()
    const [bob, eve] = [await hire(owner, 'bob', 'admin'), await hire(owner, 'eve', 'admin')]
    expect(await opens(bob.id, bob.password)).toBe(true)
    await lose(owner, bob.id)
    expect(await opens(bob.id, bob.password)).toBe(false)

    await restart()
    await lose(owner, eve.id)
    expect(vault.hasSlot(eve.id), 'nobody can write to it now').toBe(true)
    await signIn(OWNER.email, OWNER.password)
    expect(await opens(eve.id, eve.password)).toBe(false)
    expect(vault.slots()).toHaveLength(1)
  })

  test('the only password stays, whoever’s it is, until there is another', async () => {
    const owner = await firstRun()
    const bob = await hire(owner, 'bob', 'admin')
    await vault.removeSlot(owner.id)
    await call(usersRemove, removeUser, as(owner), { params: { id: bob.id } })
    expect(vault.slots()).toEqual([bob.id])
    await signIn(OWNER.email, OWNER.password)
    expect(vault.slots()).toEqual([owner.id])
  })

  test('a password changed by a session that outlived a restart opens it afterwards', async () => {
    const owner = await firstRun()
    await restart()
    await call(authPassword, changePassword, as(owner), {
      body: { current: OWNER.password, next: 'a new long password' },
    })
    expect(await opens(owner.id, 'a new long password')).toBe(true)
    expect(await opens(owner.id, OWNER.password)).toBe(false)
  })
})

test('a vault that somebody changed keeps nobody from signing in, stays locked and says why', async () => {
  const owner = await firstRun()
  const file: unknown = JSON.parse(await readFile(path(), 'utf8'))
  await writeFile(path(), JSON.stringify({ ...Object(file), seal: '' }))
  await restart()
  await signIn(OWNER.email, OWNER.password)
  expect(vault.state()).toBe('locked')
  const { items } = await call(systemDependencies, listDependencies, as(owner))
  expect(items.find(({ kind }) => kind === 'vault')).toMatchObject({
    state: 'degraded',
    detail: expect.stringContaining('changed by something else'),
  })
})

describe('a first run', () => {
  test('that ended between making the vault and storing the owner does not keep the next one out', async () => {
    await vault.unlock('usr_lost', new Secret('never stored anywhere'))
    await restart()
    await firstRun()
    expect(vault.state()).toBe('unlocked')
    expect(vault.slots()).toHaveLength(1)
    expect((await readdir(directory)).filter((name) => name.endsWith('.aside'))).toHaveLength(1)
  })

  test('that fails leaves no password behind once another succeeds', async () => {
    const broken = { ...as({ kind: 'setup' }), store: { ...house.services.store, transaction: refused } }
    const body = { organization: 'Northwind', name: 'Ann', ...OWNER, client: 'token' as const }
    await expect(call(authSetup, setUp, broken, { body })).rejects.toThrow('disk is full')
    const owner = await firstRun()
    expect(vault.slots()).toEqual([owner.id])
  })

  test('is the only time a locked vault is set aside: where there is an organization it stays', async () => {
    const owner = await firstRun()
    await vault.set('secret/a', new Secret('kept'))
    await restart()
    const body = { name: 'Second', owner: { name: 'Eve', email: 'eve@second.test', password: 'another password' } }
    await expect(call(organizationsCreate, createOrganization, as(owner), { body })).rejects.toMatchObject({
      code: 'vault_locked',
    })
    expect((await readdir(directory)).filter((name) => name.endsWith('.aside'))).toEqual([])
    await signIn(OWNER.email, OWNER.password)
    expect((await vault.get('secret/a'))?.reveal()).toBe('kept')
  })
})

function refused(): Promise<never> {
  return Promise.reject(new EngineError('storage_full', 'The disk is full.'))
}
