import type { Secret } from './secret.ts'

export type VaultState = 'locked' | 'unlocked' | 'absent'

/**
 * Where secret values live: the operating system's keychain, or an encrypted file where there is none. Names are ours
 * (`secret/sec_…`, `device/key`); values never leave it but as a {@link Secret}.
 */
export interface Vault {
  readonly kind: 'keychain' | 'file'
  state(): VaultState
  /** @throws EngineError `vault_locked`; null when there is no such secret. */
  get(name: string): Promise<Secret | null>
  /** @throws EngineError `vault_locked` */
  set(name: string, value: Secret): Promise<void>
  delete(name: string): Promise<void>
  /**
   * Opens a file vault with a person's password, or makes it (and its slot for this person) on first use; a keychain
   * needs neither. `slot` names whose password it is. Answers whether it is open now.
   */
  unlock(slot: string, password: Secret): Promise<boolean>
  /** Lets a person in by a new password; needs an open vault. */
  setSlot(slot: string, password: Secret): Promise<void>
  removeSlot(slot: string): Promise<void>
  lock(): void
}
