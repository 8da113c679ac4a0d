import type { Provider } from '../../contract/providers.ts'
import { secrets } from '../../contract/secrets.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Services } from '../context.ts'
import { vaultName } from '../secrets/vault-name.ts'

/** What a header value may hold without breaking the request (RFC 9110, field-vchar, ASCII alone). */
const HEADER_SAFE = /^[\x21-\x7e]+$/

/**
 * The stored key of a provider; null when it needs none.
 * @throws EngineError `vault_locked`; `dependency_unavailable` when this machine does not hold the key, or holds one
 *   that cannot be sent. HTTP clients repeat a header they refuse in their errors, so a bad key never gets that far.
 */
export async function keyOf(
  { store, vault }: Pick<Services, 'store' | 'vault'>,
  provider: Provider,
): Promise<Secret | null> {
  const id = provider.endpoint.secret
  if (id === null) return null
  const name = store.get(secrets, provider.org, id)?.doc.name ?? id
  if (vault.state() !== 'unlocked')
    throw new EngineError(
      'vault_locked',
      `The vault of this machine is locked, so the key of ${provider.name} cannot be read. Sign in as an owner or admin to open it.`,
    )
  const key = await vault.get(vaultName(id))
  if (!key)
    throw new EngineError(
      'dependency_unavailable',
      `This machine does not hold the secret ${name}, which ${provider.name} needs. Store its value again.`,
      { details: { secret: id } },
    )
  if (!HEADER_SAFE.test(key.reveal())) {
    throw new EngineError(
      'dependency_unavailable',
      `The secret ${name} holds a space, a line break or another character that no key has. Store its value again.`,
      { details: { secret: id } },
    )
  }
  return key
}
