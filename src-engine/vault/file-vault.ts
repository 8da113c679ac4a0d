import { rename } from 'node:fs/promises'
import { isoTime } from '../kernel/clock.ts'
import { EngineError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/ports.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Vault } from '../kernel/vault.ts'
import {
  type Contents,
  checkSeal,
  emptyContents,
  newDataKey,
  openSlot,
  readSecret,
  sealed,
  withSecret,
  withSlot,
} from './encrypted-contents.ts'
import { createInTurn } from '../kernel/in-turn.ts'
import { readPassphraseFile } from './passphrase-file.ts'
import { replaceFile } from './replace-file.ts'
import { type EncryptedFile, readVaultFile, vaultPath } from './vault-file.ts'

/** The slot of the passphrase file; people's slots are their user ids. */
const PASSPHRASE_SLOT = 'passphrase-file'
/** Stands in a slot's name before the mark that tells a person's passwords apart. */
const MARK = '#'

export interface FileVaultOptions {
  readonly directory: string
  /** A file (0600) whose passphrase opens the vault where nobody signs in after a restart. */
  readonly passphraseFile?: string | null
  readonly clock: Clock
  /** Why secrets are in a file; shown to people. */
  readonly why?: string
}

/**
 * The encrypted file `vault.json` of a data directory: secrets under AES-256-GCM with one random data key, which each
 * slot holds encrypted under argon2id of its password. A seal over the whole file shows when anything was taken out or
 * put back. What no file can show is that the file as a whole is an older one.
 * @throws EngineError `invalid_input` for an unusable passphrase file, `read_only` and `internal` as readVaultFile,
 * `conflict` when this directory's secrets are in the keychain.
 */
export async function openFileVault({
  directory,
  passphraseFile = null,
  clock,
  why = '',
}: FileVaultOptions): Promise<Vault> {
  const path = vaultPath(directory)
  const passphrase = passphraseFile === null ? null : await readPassphraseFile(passphraseFile, directory)
  const inTurn = createInTurn()
  let file = encryptedOnly(await readVaultFile(directory))
  let key: Buffer | null = null
  let trouble = ''

  async function save(contents: Contents, dataKey: Buffer): Promise<void> {
    const next = sealed(contents, dataKey)
    await replaceFile(path, `${JSON.stringify(next, null, 1)}\n`)
    file = next
  }
  function opened(): { readonly file: EncryptedFile; readonly key: Buffer } {
    if (file === null || key === null) throw new EngineError('vault_locked', detail())
    return { file, key }
  }
  async function addSlot(slot: string, password: Secret): Promise<void> {
    const now = opened()
    await save(await withSlot(contentsOf(now.file), now.key, slot, password, isoTime(clock.now())), now.key)
  }
  async function unlockNow(slot: string, password: Secret): Promise<boolean> {
    if (file === null) {
      const dataKey = newDataKey()
      await save(await withSlot(emptyContents(), dataKey, slot, password, isoTime(clock.now())), dataKey)
      key = dataKey
    } else if (slotsOf(file, slot).length === 0) {
      if (key === null) return false
      await addSlot(slot, password)
    } else if (!(await openWithAny(file, slot, password))) return false
    trouble = ''
    if (passphrase !== null && file !== null && !Object.hasOwn(file.slots, PASSPHRASE_SLOT))
      await addSlot(PASSPHRASE_SLOT, passphrase)
    return true
  }
  async function openWithAny(now: EncryptedFile, person: string, password: Secret): Promise<boolean> {
    for (const name of slotsOf(now, person)) if (await openWith(now, name, password)) return true
    return false
  }
  async function removeSlots(names: readonly string[]): Promise<void> {
    const now = opened()
    const slots = Object.fromEntries(Object.entries(now.file.slots).filter(([name]) => !names.includes(name)))
    if (Object.keys(slots).length === Object.keys(now.file.slots).length) return
    if (Object.keys(slots).length === 0)
      throw new EngineError('conflict', 'This is the last password that opens the vault; without it nobody could.')
    await save({ ...contentsOf(now.file), slots }, now.key)
  }
  async function openWith(now: EncryptedFile, name: string, password: Secret): Promise<boolean> {
    const slot = now.slots[name]
    const dataKey = slot ? await openSlot(contentsOf(now), name, slot, password) : null
    if (dataKey === null) return false
    try {
      checkSeal(now, dataKey)
    } catch (error) {
      if (error instanceof EngineError) trouble = error.message
      throw error
    }
    key = dataKey
    return true
  }
  function detail(): string {
    const place = `Secrets are kept in an encrypted file${why === '' ? '' : ` (${why})`}`
    if (trouble !== '') return trouble
    if (file === null) return `${place}, which is made when the first owner is.`
    if (key === null) return `${place}, which is locked until an owner or admin signs in.`
    return `${place}, which is open.`
  }

  const vault: Vault = {
    kind: 'file',
    state: () => (file === null ? 'absent' : key === null ? 'locked' : 'unlocked'),
    detail,
    async get(name) {
      const now = opened()
      return readSecret(now.file, now.key, name)
    },
    set: (name, value) =>
      inTurn(async () => {
        const now = opened()
        await save(withSecret(contentsOf(now.file), now.key, name, value), now.key)
      }),
    delete: (name) =>
      inTurn(async () => {
        const now = opened()
        const { [name]: gone, ...secrets } = now.file.secrets
        if (gone !== undefined) await save({ ...contentsOf(now.file), secrets }, now.key)
      }),
    unlock: (slot, password) => inTurn(() => unlockNow(slot, password)),
    hasSlot: (slot) => file !== null && slotsOf(file, slot).length > 0,
    slots: () => [...new Set(Object.keys(file?.slots ?? {}).map(personOf))].filter((slot) => slot !== PASSPHRASE_SLOT),
    setSlot: (slot, password) =>
      inTurn(async () => {
        await addSlot(slot, password)
        await removeSlots(slotsOf(opened().file, slot).filter((name) => name !== slot))
      }),
    addSlot: (slot, mark, password) => inTurn(() => addSlot(`${slot}${MARK}${mark}`, password)),
    keepSlot: (slot, mark) =>
      inTurn(async () => {
        const names = slotsOf(opened().file, slot)
        const kept = [`${slot}${MARK}${mark}`, slot].find((name) => names.includes(name))
        // With neither nobody knows which is right: all stay.
        if (kept !== undefined) await removeSlots(names.filter((name) => name !== kept))
      }),
    removeSlot: (slot) => inTurn(() => removeSlots(slotsOf(opened().file, slot))),
    setAside: () =>
      inTurn(async () => {
        if (file === null || key !== null) return
        await rename(path, `${path}.${clock.now()}.aside`)
        file = null
        trouble = ''
      }),
    lock() {
      // Not overwritten with zeros: a slot that is being added still needs it.
      key = null
    },
  }
  if (passphrase !== null) await tryPassphrase(passphrase)
  return vault

  /** A passphrase that does not fit leaves the vault locked and says so: people can still sign in. */
  async function tryPassphrase(given: Secret): Promise<void> {
    if (file !== null && !Object.hasOwn(file.slots, PASSPHRASE_SLOT)) return
    const fits = await vault.unlock(PASSPHRASE_SLOT, given).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'vault_locked') return true // `trouble` says it
      throw error
    })
    if (!fits)
      trouble = `The passphrase in ${passphraseFile ?? ''} does not open the vault. It stays locked until an owner or admin signs in.`
  }
}

function personOf(slot: string): string {
  return slot.split(MARK, 1)[0] ?? slot
}

/** The names under which a person's passwords stand: while one is changed there are two. */
function slotsOf(file: EncryptedFile, person: string): string[] {
  return Object.keys(file.slots).filter((name) => personOf(name) === person)
}

function contentsOf({ seal: _seal, ...contents }: EncryptedFile): Contents {
  return contents
}

function encryptedOnly(file: Awaited<ReturnType<typeof readVaultFile>>): EncryptedFile | null {
  if (file === null || file.kind === 'file') return file
  throw new EngineError(
    'conflict',
    'The secrets of this data directory are in the keychain of this computer; a file vault would not find them.',
  )
}
