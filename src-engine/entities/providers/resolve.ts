import { type Provider, providers } from '../../contract/providers.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Store, WriteContext } from '../../store/index.ts'
import type { Services } from '../context.ts'
import { keyOf } from './key-of.ts'

/** Where a provider is and what opens it. `baseUrl` has no slash at its end; null for the rehearsal model. */
export interface ResolvedProvider {
  readonly kind: Provider['kind']
  readonly baseUrl: string | null
  readonly apiKey: Secret | null
}

type Needs = Pick<Services, 'store' | 'vault' | 'clock'>

const ANTHROPIC = 'https://api.anthropic.com/v1'
/** A key in constant use is audited this often (milliseconds). */
const AUDIT_EVERY = 3_600_000

interface Noted {
  readonly at: number
  readonly written: Promise<void>
}
/** When a use of a key was last audited, by provider and secret; one map per open store, gone with it. */
const noted = new WeakMap<Store, Map<string, Noted>>()

/**
 * Address and key of a provider, for a call to it. The key is read from the vault each time; that it was used is in the
 * audit before the first call that carries it, and then once an hour.
 * @throws EngineError `vault_locked`; `dependency_unavailable` when provider or key are gone
 */
export async function resolveProvider(services: Needs, org: string, id: string): Promise<ResolvedProvider> {
  const provider = services.store.get(providers, org, id)?.doc
  if (!provider)
    throw new EngineError(
      'dependency_unavailable',
      'The model provider of this agent was removed. Choose another model for it.',
      { details: { provider: id } },
    )
  const apiKey = await keyOf(services, provider)
  if (apiKey) await noteUse(services, provider)
  return { kind: provider.kind, baseUrl: baseUrlOf(provider), apiKey }
}

/** The address that paths are appended to, with its version segment. */
export function baseUrlOf({ kind, endpoint }: Provider): string | null {
  if (kind === 'rehearsal') return null
  return (endpoint.baseUrl ?? ANTHROPIC).replace(/\/+$/, '')
}

/** Audits that a key left the vault. */
export function auditUse(store: Store, context: WriteContext, provider: Provider, purpose: string): Promise<void> {
  const secret = provider.endpoint.secret
  if (secret === null) return Promise.resolve()
  return store.transaction(context, (tx) =>
    tx.audit({ action: 'secrets.use', target: secret, details: { provider: provider.id, purpose } }),
  )
}

function noteUse({ store, clock }: Needs, provider: Provider): Promise<void> {
  const uses = noted.get(store) ?? new Map<string, Noted>()
  noted.set(store, uses)
  const name = `${provider.id}/${provider.endpoint.secret ?? ''}`
  const now = clock.monotonic()
  const last = uses.get(name)
  if (last && now - last.at < AUDIT_EVERY) return last.written
  const written = auditUse(store, { org: provider.org, actor: 'system:models', requestId: '' }, provider, 'model calls')
  uses.set(name, { at: now, written })
  // A use that could not be audited is no use: the next call tries again.
  written.catch(() => uses.delete(name))
  return written
}
