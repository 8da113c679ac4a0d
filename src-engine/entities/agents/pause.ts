import { agents, agentsPause, agentsResume } from '../../contract/agents.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { viewOf } from './view-of.ts'

/** A pause leaves the workload running and denies all it asks for, from the next call on. */
export const pauseAgent: Verb<typeof agentsPause> = (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, agentsPause)
  return setPaused(ctx, org, params.id, true, body.reason)
}

export const resumeAgent: Verb<typeof agentsResume> = (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, agentsResume)
  return setPaused(ctx, org, params.id, false, body.reason)
}

async function setPaused(
  ctx: Ctx,
  org: string,
  id: string,
  paused: boolean,
  reason: string,
): Promise<ReturnType<typeof viewOf>> {
  await ctx.store.transaction(writeContext(ctx, actorName(ctx.actor), org), (tx) => {
    const agent = tx.get(agents, id)?.doc
    if (!agent) throw notFound('agent', id)
    if (agent.paused === paused) return
    tx.update(agents, id, { paused }, ctx.ifVersion)
    tx.audit({ action: paused ? 'agents.pause' : 'agents.resume', target: id, details: { reason } })
    tx.emit({ kind: 'agent', id, agent: id, data: { paused } })
  })
  return viewOf(ctx, org, id)
}
