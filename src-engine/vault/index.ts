export { openFileVault } from './file-vault.ts'
export { openKeychainVault } from './keychain-vault.ts'
export { type OpenVaultOptions, openVault } from './open-vault.ts'
