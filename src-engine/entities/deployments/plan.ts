import { agents } from '../../contract/agents.ts'
import { deploymentsPlan } from '../../contract/deployments.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'

export const planDeployment: Verb<typeof deploymentsPlan> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsPlan)
  if (!ctx.store.get(agents, org, params.id)) throw notFound('agent', params.id)
  return ctx.deployments.plan(org, params.id)
}
