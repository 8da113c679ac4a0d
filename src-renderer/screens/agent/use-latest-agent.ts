import { useQueryClient } from '@tanstack/react-query'
import { agentsGet, type AgentView } from '../../../src-engine/contract/agents.ts'
import { keyOf } from '../../api/index.ts'
import { client } from '../../session/index.ts'

/** Reads the agent as it is at this moment, for whoever has to go on from exactly there. */
export function useLatestAgent(id: string): () => Promise<AgentView> {
  const queries = useQueryClient()
  const input = { params: { id } }
  return () =>
    queries.fetchQuery({
      queryKey: keyOf(agentsGet, input),
      queryFn: ({ signal }) => client.call(agentsGet, { ...input, signal }),
      staleTime: 0,
    })
}
