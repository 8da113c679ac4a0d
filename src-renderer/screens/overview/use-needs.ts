import { agentsList, type AgentView } from '../../../src-engine/contract/agents.ts'
import { approvalsList, type Approval } from '../../../src-engine/contract/approvals.ts'
import { useOperation } from '../../api/index.ts'

export type Need =
  | { readonly kind: 'approval'; readonly approval: Approval }
  | { readonly kind: 'agent'; readonly agent: AgentView }

/** What only a person can settle: requests that wait, oldest first, then agents in trouble. */
export function useNeeds(): readonly Need[] {
  const approvals = useOperation(approvalsList, { query: { limit: 20 } }).data?.items ?? []
  const agents =
    useOperation(agentsList, { query: { attention: 'true', limit: 20, sort: '-lastAction' } }).data?.items ?? []
  return [
    ...approvals.map((approval): Need => ({ kind: 'approval', approval })),
    ...agents.map((agent): Need => ({ kind: 'agent', agent })),
  ]
}
