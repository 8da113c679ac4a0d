import { agentsGet } from '../../contract/agents.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { viewOf } from './view-of.ts'

export const getAgent: Verb<typeof agentsGet> = (ctx, { params }) => {
  const { org } = authorizeIn(ctx.actor, agentsGet)
  return viewOf(ctx, org, params.id)
}
