import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { EngineError } from '../kernel/errors.ts'
import { Secret } from '../kernel/secret.ts'
import type { KeychainLibrary } from './keytar.ts'
import { type OpenVaultOptions, openVault } from './index.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-vault-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A keychain in memory at the library's port; `locked` answers as keytar does on a locked keyring: null, no error. */
function memoryKeychain() {
  const entries = new Map<string, string>()
  const state = { locked: false, entries }
  const library: KeychainLibrary = {
    getPassword: async (service, account) => (state.locked ? null : (entries.get(`${service}|${account}`) ?? null)),
    setPassword: async (service, account, value) => {
      if (!state.locked) entries.set(`${service}|${account}`, value)
    },
    deletePassword: async (service, account) => !state.locked && entries.delete(`${service}|${account}`),
  }
  return { state, load: async () => library }
}
const none = async () => {
  throw new EngineError('dependency_unavailable', 'keytar is not here')
}
const open = (
  prefer: OpenVaultOptions['prefer'],
  loadKeychain: NonNullable<OpenVaultOptions['loadKeychain']>,
  passphraseFile: string | null = null,
) => openVault({ directory, prefer, passphraseFile, clock: systemClock, loadKeychain })

test('without a keychain it is the file, and says why', async () => {
  const vault = await open('auto', none)
  expect(vault.kind).toBe('file')
  expect(vault.detail()).toContain('keytar is not here')
  await expect(open('keychain', none)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(await readdir(directory)).toEqual([])
})

test('a keychain that silently gives nothing back is no keychain', async () => {
  const { state, load } = memoryKeychain()
  state.locked = true
  expect((await open('auto', load)).kind).toBe('file')
})

test('with a keychain it is the keychain, ever after: unreachable means locked, never another vault', async () => {
  const { state, load } = memoryKeychain()
  const vault = await open('auto', load)
  expect([vault.kind, vault.state()]).toEqual(['keychain', 'unlocked'])
  await vault.set('secret/a', new Secret('a'))
  expect(await readFile(join(directory, 'vault.json'), 'utf8')).not.toContain('secret/a')

  const away = await open('auto', none)
  expect([away.kind, away.state()]).toEqual(['keychain', 'locked'])
  expect(await away.unlock('usr_1', new Secret('x'))).toBe(false)
  await expect(away.set('secret/b', new Secret('b'))).rejects.toMatchObject({ code: 'vault_locked' })
  await expect(open('file', load)).rejects.toMatchObject({ code: 'conflict' })

  state.locked = true
  const locked = await open('auto', load)
  await expect(locked.get('secret/a')).rejects.toMatchObject({ code: 'vault_locked' })
  state.locked = false
  expect((await locked.get('secret/a'))?.reveal(), 'once it is open again').toBe('a')
})

test('a keychain that is locked meanwhile is not taken for one without the secret', async () => {
  const { state, load } = memoryKeychain()
  const vault = await open('keychain', load)
  await vault.set('secret/a', new Secret('a'))
  state.locked = true
  await expect(vault.get('secret/a')).rejects.toMatchObject({ code: 'vault_locked' })
  expect(vault.state()).toBe('locked')
  await expect(vault.set('secret/b', new Secret('b'))).rejects.toMatchObject({ code: 'vault_locked' })
  await expect(vault.delete('secret/a')).rejects.toMatchObject({ code: 'vault_locked' })
  state.locked = false
  expect(await vault.get('secret/b')).toBeNull()
  expect((await vault.get('secret/a'))?.reveal()).toBe('a')
})

test('a directory with a file vault stays with it', async () => {
  const vault = await open('file', none)
  await vault.unlock('usr_1', new Secret('password'))
  const { load } = memoryKeychain()
  expect((await open('auto', load)).kind).toBe('file')
  await expect(open('keychain', load)).rejects.toMatchObject({ code: 'conflict' })
})

test('a passphrase file asks for the file vault', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'control-passphrase-'))
  const file = join(elsewhere, 'passphrase')
  await writeFile(file, 'secret', { mode: 0o600 })
  const vault = await open('auto', memoryKeychain().load, file)
  expect([vault.kind, vault.state()]).toEqual(['file', 'unlocked'])
  await rm(elsewhere, { recursive: true })
})
