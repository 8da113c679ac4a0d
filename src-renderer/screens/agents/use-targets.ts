import { useCallback } from 'react'
import { targetsList } from '../../../src-engine/contract/targets.ts'
import { useOperation } from '../../api/index.ts'

/** Names of targets by id. */
export function useTargetName(): (id: string | null) => string | null {
  const targets = useOperation(targetsList, {}).data?.items
  return useCallback(
    (id) => (id === null ? null : (targets?.find((target) => target.id === id)?.name ?? null)),
    [targets],
  )
}
