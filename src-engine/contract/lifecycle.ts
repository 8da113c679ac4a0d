import { z } from 'zod'

/** The states an agent's deployment is observed in. The table of legal moves is decide/lifecycle.ts. */
export const agentStates = [
  'draft',
  'configuring',
  'ready',
  'provisioning',
  'deploying',
  'starting',
  'running',
  'degraded',
  'stopped',
  'error',
  'updating',
  'destroying',
] as const
export const agentStateSchema = z.enum(agentStates)
export type AgentState = z.output<typeof agentStateSchema>
