import { useCallback } from 'react'
import { agentsList } from '../../../src-engine/contract/agents.ts'
import { useOperation } from '../../api/index.ts'
import { short } from '../../format/index.ts'

/** Names of agents by id, for lists that carry ids alone; beyond the first 200 an id stands for itself. */
export function useAgentName(): (id: string) => string {
  const agents = useOperation(agentsList, { query: { limit: 200, sort: '-lastAction' } }).data?.items
  return useCallback((id) => agents?.find((agent) => agent.id === id)?.name ?? short(id, 12), [agents])
}
