import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src-engine/kernel/clock.ts'
import { openVault } from '../../src-engine/vault/index.ts'

/** Where the host of a story keeps its secrets. */
export type VaultKind = 'file' | 'keychain'

export interface StoryVault {
  /** Arguments of the host. */
  readonly args: readonly string[]
  /** The private key of the device, read past the host. */
  deviceKey(data: string): Promise<string>
}

/**
 * @param folder gets the passphrase file of the file vault
 * @param passphrase what stands in it
 */
export async function prepareVault(kind: VaultKind, folder: string, passphrase: string): Promise<StoryVault> {
  const passphraseFile = kind === 'file' ? join(folder, 'passphrase') : null
  if (passphraseFile !== null) await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
  return {
    args: ['--vault', kind, ...(passphraseFile === null ? [] : ['--passphrase-file', passphraseFile])],
    async deviceKey(data) {
      const vault = await openVault({ directory: data, prefer: kind, passphraseFile, clock: systemClock })
      const key = await vault.get('device/key')
      if (key === null) throw new Error('the vault has no key of the device')
      return key.reveal()
    },
  }
}
