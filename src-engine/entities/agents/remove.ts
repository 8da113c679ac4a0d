import { agents, agentsRemove } from '../../contract/agents.ts'
import { budgets } from '../../contract/budgets.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'

/** States in which nothing of an agent is at its target. */
const WITHOUT_WORKLOAD: readonly string[] = ['draft', 'configuring', 'ready']

export const removeAgent: Verb<typeof agentsRemove> = async (ctx, { params }) => {
  const actor = authorizeIn(ctx.actor, agentsRemove)
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const agent = tx.get(agents, params.id)?.doc
    if (!agent) throw notFound('agent', params.id)
    const state = ctx.agents.stateIn(tx, agent.id)
    if (!WITHOUT_WORKLOAD.includes(state)) {
      throw new EngineError(
        'illegal_transition',
        `${agent.name} is ${state}: destroy its workload first, then remove it.`,
        { details: { state } },
      )
    }
    const left = ctx.deployments.leftBehind(agent.id)
    if (left !== null)
      throw new EngineError(
        'illegal_transition',
        `${agent.name} cannot be removed yet. ${left} It is tried again until the target answers; destroy or kill it to end it for good.`,
      )
    tx.remove(agents, agent.id, ctx.ifVersion)
    for (const { doc } of ctx.store.rows(budgets, actor.org).values())
      if (doc.agent === agent.id) tx.remove(budgets, doc.id)
    tx.audit({ action: 'agents.remove', target: agent.id, details: { name: agent.name } })
    tx.emit({ kind: 'agent', id: agent.id, agent: agent.id, data: null })
  })
  return null
}
