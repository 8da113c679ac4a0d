import { deploymentsCancel } from '../../contract/deployments.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'

export const cancelDeployment: Verb<typeof deploymentsCancel> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsCancel)
  return ctx.deployments.cancel(
    {
      org,
      actor: ctx.actor,
      requestId: ctx.requestId,
      reason: `cancelled by ${actorName(ctx.actor)}`,
      ...(ctx.mark ? { mark: ctx.mark } : {}),
    },
    params.id,
  )
}
