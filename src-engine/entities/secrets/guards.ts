import { providers } from '../../contract/providers.ts'
import { type SecretRef, secrets } from '../../contract/secrets.ts'
import { hasForbiddenCharacters } from '../../contract/values.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { listed, refuseTakenName } from '../refusals.ts'

/** @throws EngineError `conflict` pointing at `/name`. */
export function refuseTakenSecretName(store: Store, org: string, name: string): void {
  refuseTakenName(store.rows(secrets, org), 'secret', name, null)
}

/** @throws EngineError `invalid_input`: no vault keeps NULs or lone surrogates as they are. */
export function refuseUnkeepable(value: string): void {
  if (hasForbiddenCharacters(value)) throw invalidField('/value', 'holds a NUL or a lone surrogate')
}

/** @throws EngineError `conflict` with the providers that name the secret. */
export function refuseWhileNamed(store: Store, secret: SecretRef): void {
  const users: string[] = []
  for (const { doc } of store.rows(providers, secret.org).values())
    if (doc.endpoint.secret === secret.id) users.push(doc.name)
  if (users.length > 0)
    throw new EngineError(
      'conflict',
      `${secret.name} is the key of ${listed(users)}. Give ${users.length === 1 ? 'it' : 'them'} another secret first.`,
    )
}
