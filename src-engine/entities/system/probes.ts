import type { Provider } from '../../contract/providers.ts'
import type { Target } from '../../contract/targets.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Vault } from '../../kernel/vault.ts'
import type { Services } from '../context.ts'
import { listModels } from '../providers/list-models.ts'
import { resolveProvider } from '../providers/resolve.ts'
import type { Finding } from './dependency.ts'

const PROVIDER_TIMEOUT_MS = 10_000

/** Asks a provider for its models with the stored key. */
export async function probeProvider(services: Services, provider: Provider): Promise<Finding> {
  try {
    const { baseUrl, ...rest } = await resolveProvider(services, provider.org, provider.id)
    if (baseUrl === null) return { state: 'ok', detail: 'Part of this app: no AI, it answers from a script.' }
    const { ok, detail } = await listModels(services.fetch, { ...rest, baseUrl }, { timeoutMs: PROVIDER_TIMEOUT_MS })
    return { state: ok ? 'ok' : 'down', detail }
  } catch (error) {
    if (error instanceof EngineError && error.code === 'vault_locked')
      return { state: 'unknown', detail: error.message }
    if (error instanceof EngineError && error.code === 'dependency_unavailable')
      return { state: 'down', detail: error.message }
    throw error
  }
}

export async function probeTarget({ targets }: Services, target: Target): Promise<Finding> {
  const { reachable, detail } = await targets.health(target.place)
  return { state: reachable ? 'ok' : 'down', detail }
}

/**
 * Where secrets are kept and why, in the vault's own words, and what it means when it is not open.
 * @param trouble what is wrong with the key in it, null when nothing is
 */
export function vaultFinding(vault: Vault, trouble: string | null): Finding {
  if (trouble !== null) return { state: 'degraded', detail: trouble }
  const detail = vault.detail()
  if (vault.state() === 'unlocked') return { state: 'ok', detail }
  return { state: 'degraded', detail: `${detail} Until it is open, agents whose model needs a key cannot think.` }
}
