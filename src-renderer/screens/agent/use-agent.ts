import { getRouteApi } from '@tanstack/react-router'
import { createContext, useContext } from 'react'
import type { AgentView } from '../../../src-engine/contract/agents.ts'

const route = getRouteApi('/shell/agents/$agentId')

export function useAgentId(): string {
  return route.useParams().agentId
}

export const AgentContext = createContext<AgentView | null>(null)

/** The agent whose page this is; the page shows its tabs only once it is read. */
export function useAgent(): AgentView {
  const agent = useContext(AgentContext)
  if (agent === null) throw new Error('useAgent outside an agent page')
  return agent
}
