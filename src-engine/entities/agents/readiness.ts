import type { Agent } from '../../contract/agents.ts'
import type { Tx } from '../../store/index.ts'
import type { Ctx } from '../context.ts'
import { configOf, isComplete } from './revision.ts'

/** Moves an agent that has no workload between draft, configuring and ready, as its configuration is complete or not. */
export function followReadiness(ctx: Pick<Ctx, 'agents'>, tx: Tx, agent: Agent, by: string): void {
  const state = ctx.agents.stateIn(tx, agent.id)
  const complete = isComplete(configOf(agent))
  if (state === 'draft') {
    if (agent.model === null && agent.target === null) return
    ctx.agents.move(tx, agent.id, 'configuring', by, 'configuration begun')
    if (complete) ctx.agents.move(tx, agent.id, 'ready', by, 'configuration complete')
  } else if (state === 'configuring' && complete) {
    ctx.agents.move(tx, agent.id, 'ready', by, 'configuration complete')
  } else if (state === 'ready' && !complete) {
    ctx.agents.move(tx, agent.id, 'configuring', by, 'the model or the target is missing')
  }
}
