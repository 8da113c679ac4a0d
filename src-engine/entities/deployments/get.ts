import { deploymentsGet } from '../../contract/deployments.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'

export const getDeployment: Verb<typeof deploymentsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsGet)
  const deployment = ctx.deployments.get(org, params.id)
  if (!deployment) throw notFound('deployment', params.id)
  return deployment
}
