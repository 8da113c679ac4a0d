import type { Secret } from './secret.ts'

export type VaultState = 'locked' | 'unlocked' | 'absent'

/**
 * Where secret values live: the operating system's keychain, or an encrypted file where there is none. Names are ours
 * (`secret/sec_…`, `device/key`); values never leave it but as a {@link Secret}.
 */
export interface Vault {
  readonly kind: 'keychain' | 'file'
  /** `absent`: there is no vault yet; the first `unlock` makes it. */
  state(): VaultState
  /** One sentence for people: where secrets are kept, why there, and what opens it when it is locked. */
  detail(): string
  /** @throws EngineError `vault_locked`; null when there is no such secret. */
  get(name: string): Promise<Secret | null>
  /**
   * Durable when it resolves.
   * @throws EngineError `vault_locked`, `storage_full`
   */
  set(name: string, value: Secret): Promise<void>
  /** Durable when it resolves; a secret that is not there is no error. */
  delete(name: string): Promise<void>
  /**
   * Opens a file vault with a person's password, or makes it (and its slot for this person) on first use; an open one
   * gets a slot for whoever has none. A keychain needs no password: it is asked again whether it is open. `slot` names
   * whose password it is.
   * @returns false when the password is wrong or the slot unknown
   * @throws EngineError `vault_locked` when the vault was changed by something else than this app
   */
  unlock(slot: string, password: Secret): Promise<boolean>
  /** Whether a password of this person opens it; always true for a keychain. */
  hasSlot(slot: string): boolean
  /** The people whose passwords open it; nobody for a keychain, which needs none. */
  slots(): readonly string[]
  /** Lets a person in by a new password alone; needs an open vault. */
  setSlot(slot: string, password: Secret): Promise<void>
  /**
   * Lets a person in by a further password; needs an open vault. `mark` tells it from the others until
   * {@link Vault.keepSlot} has said which one stays.
   */
  addSlot(slot: string, mark: string, password: Secret): Promise<void>
  /** Of a person's passwords keeps the one with this mark; where there is none, the one set without any; else all. */
  keepSlot(slot: string, mark: string | null): Promise<void>
  /** @throws EngineError `conflict` for the last one: nobody could open the vault again. */
  removeSlot(slot: string): Promise<void>
  /**
   * Puts a vault that nobody can open aside (its file is kept under another name) so that the next `unlock` makes a new
   * one; an open one stays. For a first run that was interrupted between making the vault and storing the owner, and for
   * nothing else.
   */
  setAside(): Promise<void>
  /** Forgets the key of a file vault; a keychain is locked by its operating system. */
  lock(): void
}
