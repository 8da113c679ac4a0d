import { agents } from '../../contract/agents.ts'
import { type Provider, providers } from '../../contract/providers.ts'
import { secrets } from '../../contract/secrets.ts'
import { hasForbiddenCharacters } from '../../contract/values.ts'
import { EngineError, invalidField } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { listed, missingReference, refuseTakenName } from '../refusals.ts'
import { settingsOf } from '../settings/settings-of.ts'

/** @throws EngineError `conflict` pointing at `/name`. */
export function refuseTakenProviderName(store: Store, org: string, name: string, self: string | null): void {
  refuseTakenName(store.rows(providers, org), 'provider', name, self)
}

/**
 * Holds an endpoint against what its kind needs.
 * @throws EngineError `invalid_input` or `not_found` pointing at the field.
 */
export function checkEndpoint(
  store: Store,
  org: string,
  kind: Provider['kind'],
  { baseUrl, secret }: Provider['endpoint'],
): void {
  if (kind === 'rehearsal') {
    if (baseUrl !== null)
      throw invalidField('/endpoint/baseUrl', 'the rehearsal model runs in this app and has no address')
    if (secret !== null) throw invalidField('/endpoint/secret', 'the rehearsal model needs no key')
    return
  }
  if (kind === 'openai-compatible' && baseUrl === null)
    throw invalidField('/endpoint/baseUrl', 'is needed: the address that ends in /v1')
  if (kind === 'anthropic' && secret === null)
    throw invalidField('/endpoint/secret', 'is needed: Anthropic answers nobody without a key')
  if (baseUrl !== null) checkBaseUrl(baseUrl)
  if (secret !== null && !store.get(secrets, org, secret)) throw missingReference('/endpoint/secret', 'secret', secret)
}

function checkBaseUrl(baseUrl: string): void {
  const pointer = '/endpoint/baseUrl'
  if (!URL.canParse(baseUrl) || hasForbiddenCharacters(baseUrl) || /[\p{Cc}\s]/u.test(baseUrl))
    throw invalidField(pointer, 'is not an address')
  const url = new URL(baseUrl)
  if (url.username !== '' || url.password !== '')
    throw invalidField(pointer, 'holds a password; put the key into a secret instead')
  if (url.search !== '' || url.hash !== '')
    throw invalidField(pointer, 'ends with a query or a fragment, which a base address has not')
}

/** @throws EngineError `invalid_input` pointing at the second of two models with one id. */
export function checkModels(models: Provider['models']): void {
  const seen = new Set<string>()
  for (const [index, { id }] of models.entries()) {
    if (seen.has(id)) throw invalidField(`/models/${index}/id`, 'is listed twice')
    seen.add(id)
  }
}

/** @throws EngineError `conflict` with whoever names the provider. */
export function refuseWhileUsed(store: Store, provider: Provider): void {
  const users: string[] = []
  for (const { doc } of store.rows(agents, provider.org).values())
    if (doc.model?.provider === provider.id) users.push(doc.name)
  if (users.length > 0) {
    throw new EngineError(
      'conflict',
      `${listed(users)} ${users.length === 1 ? 'thinks' : 'think'} with ${provider.name}. Choose another model for ${users.length === 1 ? 'it' : 'them'} first.`,
      {
        details: { agents: users.length },
      },
    )
  }
  if (settingsOf(store, provider.org).doc.defaultProvider === provider.id) {
    throw new EngineError(
      'conflict',
      `${provider.name} is the default provider of the organization. Choose another one in Settings first.`,
    )
  }
}
