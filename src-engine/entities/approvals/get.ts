import { approvalsGet } from '../../contract/approvals.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Verb } from '../context.ts'

export const getApproval: Verb<typeof approvalsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, approvalsGet)
  const approval = ctx.approvals.get(org, params.id)
  if (!approval) throw notFound('approval', params.id)
  return approval
}
