import { useCallback } from 'react'
import { providersList } from '../../../../src-engine/contract/providers.ts'
import { useOperation } from '../../../api/index.ts'
import { useTargetName } from '../../agents/use-targets.ts'

/** The name of a target or a model provider by its id; what is gone keeps the id. */
export function useNames(): (id: string) => string {
  const targetName = useTargetName()
  const providers = useOperation(providersList, {}).data?.items
  return useCallback(
    (id) => targetName(id) ?? providers?.find((provider) => provider.id === id)?.name ?? id,
    [targetName, providers],
  )
}
