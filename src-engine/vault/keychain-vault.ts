import { randomBytes } from 'node:crypto'
import { EngineError } from '../kernel/errors.ts'
import { Secret } from '../kernel/secret.ts'
import type { Vault, VaultState } from '../kernel/vault.ts'
import { createInTurn } from '../kernel/in-turn.ts'
import { type KeychainEntries, createKeychainEntries } from './keychain-entries.ts'
import { type KeychainLoader, loadKeytar } from './keytar.ts'

/** Long enough for a person to type into the prompt of their desktop, short enough that a start does not hang. */
const PROBE_MS = 60_000
/** Always there while the keychain is open: tells "no such secret" from "locked", which keytar answers alike. */
const BEACON = 'vault/beacon'
const CANARY = 'vault/canary'

export interface KeychainVaultOptions {
  /** Names this data directory's entries: two installs on one computer do not see each other's. */
  readonly service: string
  readonly load?: KeychainLoader
}

/** A vault, or one sentence why the keychain cannot be used. */
export type KeychainOutcome = { readonly vault: Vault } | { readonly vault: null; readonly reason: string }

/**
 * The operating system's keychain. Answers a vault only after a random canary was written, read back and deleted.
 */
export async function openKeychainVault({
  service,
  load = loadKeytar,
}: KeychainVaultOptions): Promise<KeychainOutcome> {
  const vault = await createKeychainVault({ service, load })
  return vault.state() === 'unlocked' ? { vault } : { vault: null, reason: vault.detail() }
}

/** The same for a data directory whose secrets are in the keychain already: when it cannot be reached now, it is locked. */
export async function createKeychainVault({ service, load = loadKeytar }: KeychainVaultOptions): Promise<Vault> {
  const inTurn = createInTurn()
  let state: VaultState = 'locked'
  let trouble = ''
  let entries: KeychainEntries | null = null

  async function connect(): Promise<KeychainEntries> {
    if (entries && state === 'unlocked') return entries
    const opened = entries ?? createKeychainEntries(await load(), service)
    await withinTime(verify(opened))
    entries = opened
    state = 'unlocked'
    trouble = ''
    return opened
  }
  /** @throws EngineError `vault_locked`, with whatever the keychain said as its cause. */
  async function whileOpen<Result>(work: (open: KeychainEntries) => Promise<Result>): Promise<Result> {
    try {
      return await work(await connect())
    } catch (cause) {
      state = 'locked'
      trouble = `The keychain of this computer cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`
      throw new EngineError('vault_locked', `${trouble} Unlock it and try again.`, { cause })
    }
  }
  const vault: Vault = {
    kind: 'keychain',
    state: () => state,
    detail: () => (state === 'unlocked' ? 'Secrets are kept in the keychain of this computer.' : trouble),
    get: (name) =>
      whileOpen(async (open) => {
        const value = await open.read(name)
        if (value === null && (await open.read(BEACON)) !== service) throw new Error('it was locked meanwhile')
        return value === null ? null : new Secret(value)
      }),
    set: (name, value) =>
      inTurn(() =>
        whileOpen(async (open) => {
          await open.write(name, value.reveal())
          if ((await open.read(name)) !== value.reveal()) throw new Error('it did not keep what was stored')
        }),
      ),
    delete: (name) =>
      inTurn(() =>
        whileOpen(async (open) => {
          await open.remove(name)
          if ((await open.read(BEACON)) !== service) throw new Error('it was locked meanwhile')
        }),
      ),
    unlock: () =>
      inTurn(() =>
        whileOpen(async () => true).catch((error: unknown) => {
          if (error instanceof EngineError) return false // `detail` says why
          throw error
        }),
      ),
    hasSlot: () => true,
    slots: () => [],
    async setSlot() {},
    async addSlot() {},
    async keepSlot() {},
    async removeSlot() {},
    async setAside() {},
    lock() {},
  }
  /** @throws when the canary does not come back. */
  async function verify(open: KeychainEntries): Promise<void> {
    const canary = randomBytes(16).toString('hex')
    const name = `${CANARY}/${canary}`
    await open.write(name, canary)
    const back = await open.read(name)
    await open.remove(name)
    if (back !== canary) throw new Error('it does not give back what was stored; it may be locked')
    await open.write(BEACON, service)
  }
  await vault.unlock('', new Secret(''))
  return vault
}

async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${PROBE_MS / 1_000} s`)), PROBE_MS)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
