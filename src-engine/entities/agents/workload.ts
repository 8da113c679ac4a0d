import {
  type AgentBegun,
  agents,
  agentsDestroy,
  agentsRestart,
  agentsStart,
  agentsStop,
} from '../../contract/agents.ts'
import { users } from '../../contract/users.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorize, authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Ctx, JsonText, type Verb } from '../context.ts'
import type { DeploymentKind, Order } from '../deployments/port.ts'

type WorkloadVerb = Verb<typeof agentsStop>

/** The order a request gives to deploy/. @throws EngineError `not_found` for an agent that is not of the organization. */
export function orderOf(ctx: Ctx, org: string, agent: string, reason: string): Order {
  if (!ctx.store.get(agents, org, agent)) throw notFound('agent', agent)
  return {
    org,
    agent,
    actor: ctx.actor,
    requestId: ctx.requestId,
    reason: reason || `asked for by ${nameOf(ctx, org)}`,
    ...(ctx.mark ? { mark: ctx.mark } : {}),
    ...(ctx.ifVersion === undefined ? {} : { ifVersion: ctx.ifVersion }),
  }
}

/** Reasons are read by people: a person stands in them by name. */
function nameOf({ actor, store }: Ctx, org: string): string {
  return (actor.kind === 'user' ? store.get(users, org, actor.id)?.doc.name : undefined) ?? actorName(actor)
}

function workloadVerb(
  operation: typeof agentsStop,
  kind: Exclude<DeploymentKind, 'kill' | 'release' | 'deploy'>,
): WorkloadVerb {
  return async function changeWorkload(ctx, { params, body }) {
    const { org } = authorizeIn(ctx.actor, operation)
    const { id: begun } = await ctx.deployments.begin(orderOf(ctx, org, params.id, body.reason), kind)
    const view = ctx.agents.view(org, params.id)
    if (!view) throw notFound('agent', params.id)
    const answer: AgentBegun = { ...view, begun }
    return new JsonText(JSON.stringify(answer), view.version)
  }
}

const restart = workloadVerb(agentsRestart, 'restart')

export const stopAgent = workloadVerb(agentsStop, 'stop')
export const startAgent = workloadVerb(agentsStart, 'start')

/** Whoever may stop an agent may restart one that runs; to bring up one that was stopped is an admin's. */
export const restartAgent: WorkloadVerb = (ctx, input) => {
  const actor = authorizeIn(ctx.actor, agentsRestart)
  const agent = ctx.store.get(agents, actor.org, input.params.id)?.doc
  if (agent?.desired === 'stopped') authorize(ctx.actor, agentsStart)
  return restart(ctx, input)
}
export const destroyAgent = workloadVerb(agentsDestroy, 'destroy')
