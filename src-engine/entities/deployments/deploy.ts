import { deploymentsDeploy } from '../../contract/deployments.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { orderOf } from '../agents/workload.ts'
import type { Verb } from '../context.ts'

export const deployAgent: Verb<typeof deploymentsDeploy> = (ctx, { params, body }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsDeploy)
  return ctx.deployments.begin(orderOf(ctx, org, params.id, ''), 'deploy', body.revision)
}
