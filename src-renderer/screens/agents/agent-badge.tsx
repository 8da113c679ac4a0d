import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { StateBadge } from '../../components/state-badge.tsx'
import { wordOf } from './agent-state.ts'

export function AgentBadge({ agent }: { readonly agent: AgentView }) {
  return <StateBadge state={wordOf(agent)} />
}
