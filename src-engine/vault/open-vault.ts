import { randomBytes } from 'node:crypto'
import { EngineError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/ports.ts'
import type { Vault } from '../kernel/vault.ts'
import { openFileVault } from './file-vault.ts'
import { createKeychainVault, openKeychainVault } from './keychain-vault.ts'
import { type KeychainLoader, loadKeytar } from './keytar.ts'
import { replaceFile } from './replace-file.ts'
import { FORMAT, type KeychainFile, readVaultFile, vaultPath } from './vault-file.ts'

export interface OpenVaultOptions {
  /** Data directory; must be there. */
  readonly directory: string
  /** `auto` takes the keychain where there is a working one and no passphrase file is given. */
  readonly prefer: 'auto' | 'keychain' | 'file'
  readonly passphraseFile?: string | null
  readonly clock: Clock
  readonly loadKeychain?: KeychainLoader
}

/**
 * The vault of a data directory. `vault.json` remembers which kind holds its secrets, and that kind is used ever after:
 * when the keychain cannot be reached the vault is locked, never another, empty one.
 * @throws EngineError `conflict` when the other kind is demanded, `dependency_unavailable` when the keychain is demanded
 * and there is none; what openFileVault throws.
 */
export async function openVault({
  directory,
  prefer,
  passphraseFile = null,
  clock,
  loadKeychain = loadKeytar,
}: OpenVaultOptions): Promise<Vault> {
  const found = await readVaultFile(directory)
  if (found?.kind === 'keychain') {
    if (prefer === 'file') throw wrongKind('the keychain of this computer', 'file')
    return createKeychainVault({ service: found.service, load: loadKeychain })
  }
  if (found?.kind === 'file' && prefer === 'keychain') throw wrongKind('an encrypted file', 'keychain')
  if (found?.kind === 'file' || prefer === 'file') return openFileVault({ directory, passphraseFile, clock })
  if (prefer === 'auto' && passphraseFile !== null)
    return openFileVault({ directory, passphraseFile, clock, why: 'a passphrase file was given' })

  const service = `AgenticMail Control Center ${randomBytes(6).toString('hex')}`
  const keychain = await openKeychainVault({ service, load: loadKeychain })
  if (keychain.vault === null) {
    if (prefer === 'keychain') throw new EngineError('dependency_unavailable', keychain.reason)
    return openFileVault({ directory, passphraseFile, clock, why: keychain.reason.replace(/\.$/, '') })
  }
  const marker: KeychainFile = { format: FORMAT, kind: 'keychain', service }
  await replaceFile(vaultPath(directory), `${JSON.stringify(marker)}\n`)
  return keychain.vault
}

function wrongKind(where: string, asked: 'file' | 'keychain'): EngineError {
  return new EngineError(
    'conflict',
    `The secrets of this data directory are in ${where}. Start without asking for the ${asked} vault, or they would not be found.`,
  )
}
