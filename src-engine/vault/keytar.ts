import { EngineError } from '../kernel/errors.ts'

/** What we use of a keychain library. `findCredentials` is left out on purpose: it has crashed on foreign entries. */
export interface KeychainLibrary {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, value: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/** Loads the library, or says in one sentence why it cannot. */
export type KeychainLoader = () => Promise<KeychainLibrary>

/**
 * Loads keytar, which is an optional dependency: where its native part could not be built it is not there, and where
 * libsecret is missing it is there and does not load.
 * @throws EngineError `dependency_unavailable`
 */
export async function loadKeytar(): Promise<KeychainLibrary> {
  // Not a literal: bundlers and the type checker must do without it as well.
  const name = 'keytar'
  const loaded: unknown = await import(name).catch((cause: unknown) => {
    throw new EngineError(
      'dependency_unavailable',
      'keytar, which reaches the keychain, is not installed or does not load',
      { cause },
    )
  })
  const library = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded
  if (isKeychainLibrary(library)) return library
  throw new EngineError('dependency_unavailable', 'keytar, which reaches the keychain, is not what this app knows')
}

function isKeychainLibrary(value: unknown): value is KeychainLibrary {
  if (typeof value !== 'object' || value === null) return false
  return ['getPassword', 'setPassword', 'deletePassword'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  )
}
