import type { SecretRef } from '../../contract/secrets.ts'
import type { Row } from '../../store/index.ts'
import type { Services } from '../context.ts'
import { versioned } from '../versioned.ts'
import { vaultName } from './vault-name.ts'

/** A reference as the API shows it. `held` is false while the vault is closed: then nobody can know. */
export async function secretView(
  { vault }: Pick<Services, 'vault'>,
  row: Row<SecretRef>,
): Promise<SecretRef & { version: number; held: boolean }> {
  const held = vault.state() === 'unlocked' && (await vault.get(vaultName(row.doc.id))) !== null
  return { ...versioned(row), held }
}
