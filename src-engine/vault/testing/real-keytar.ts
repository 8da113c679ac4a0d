import type { KeychainLibrary } from '../keytar.ts'

interface Keytar extends KeychainLibrary {
  findCredentials(service: string): Promise<{ readonly account: string; readonly password: string }[]>
}

// Not a literal: the types of a project are checked on machines where this optional dependency could not be built, too.
const name = 'keytar'
const loaded: { readonly default: Keytar } = await import(name)

/** The library itself, to look behind our own adapter. */
export const keytar = loaded.default
