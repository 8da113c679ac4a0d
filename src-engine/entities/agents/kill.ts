import { agentsKill, agentsRelease } from '../../contract/agents.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { viewOf } from './view-of.ts'
import { orderOf } from './workload.ts'

export const killAgent: Verb<typeof agentsKill> = async (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, agentsKill)
  await ctx.deployments.kill(orderOf(ctx, org, params.id, body.reason))
  return viewOf(ctx, org, params.id)
}

export const releaseAgent: Verb<typeof agentsRelease> = async (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, agentsRelease)
  await ctx.deployments.release(orderOf(ctx, org, params.id, body.reason), body.killNo)
  return viewOf(ctx, org, params.id)
}
