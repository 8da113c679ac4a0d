import { providersList } from '../../../src-engine/contract/providers.ts'
import { settingsGet } from '../../../src-engine/contract/settings.ts'
import { targetsList } from '../../../src-engine/contract/targets.ts'
import { useOperation } from '../../api/index.ts'
import type { ModelChoice } from './model-fields.tsx'

/** What the organization's settings suggest; where they suggest nothing, the only one there is. */
export function useDefaults(): { model: ModelChoice | null; target: string | null } {
  const settings = useOperation(settingsGet, {}).data
  const providers = useOperation(providersList, {}).data?.items ?? []
  const targets = useOperation(targetsList, {}).data?.items ?? []
  const provider =
    providers.find(({ id }) => id === settings?.defaultProvider) ?? (providers.length === 1 ? providers[0] : undefined)
  const model = provider?.models[0]?.id
  const only = targets.length === 1 ? targets[0]?.id : undefined
  return {
    model: provider === undefined || model === undefined ? null : { provider: provider.id, model },
    target: settings?.defaultTarget ?? only ?? null,
  }
}
