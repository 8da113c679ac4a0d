import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Services } from '../context.ts'
import { checkGenesis, makeKeyPair, publicKeyOf } from './genesis.ts'

const DEVICE_KEY = 'device/key'

type Place = Pick<Services, 'store' | 'vault'>

/**
 * This device's signing key. It is made once, before the first organization is signed with it; ask while nobody else
 * founds one, or two would make a key each.
 * @throws EngineError `vault_locked`; `conflict` when the vault does not hold the key that signed what is here
 */
export async function deviceKey({ store, vault }: Place): Promise<Secret> {
  const found = await vault.get(DEVICE_KEY)
  const signedWith = store.roots.deviceKey()
  if (signedWith !== null && (found === null || publicKeyOf(found) !== signedWith))
    throw new EngineError(
      'conflict',
      'The vault does not hold the key that signed the organizations of this machine. Restore the vault that belongs to this data directory.',
    )
  if (found) return found
  const made = makeKeyPair()
  await vault.set(DEVICE_KEY, made.privateKey)
  return made.privateKey
}

/**
 * What is wrong with the root of trust of this machine, in one sentence; null when nothing is. A locked vault says
 * nothing about its key.
 */
export async function deviceKeyTrouble({ store, vault }: Place): Promise<string | null> {
  const signedWith = store.roots.deviceKey()
  for (const org of store.organizations()) {
    const root = store.roots.get(org)
    const wrong = root ? checkGenesis(root, store.device.id, signedWith) : 'is missing'
    if (wrong !== null) return `The signed beginning of organization ${org} ${wrong}. Restore a backup.`
  }
  if (signedWith === null || vault.state() !== 'unlocked') return null
  const held = await vault.get(DEVICE_KEY).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'vault_locked') return undefined // locked meanwhile
    throw error
  })
  if (held === undefined) return null
  if (held !== null && publicKeyOf(held) === signedWith) return null
  return 'The vault does not hold the key that signed the organizations of this machine. Restore the vault that belongs to this data directory.'
}
