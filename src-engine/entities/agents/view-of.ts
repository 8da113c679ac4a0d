import { notFound } from '../../kernel/errors.ts'
import { type Ctx, JsonText } from '../context.ts'

/** The agent as it is now, as the API shows it. */
export function viewOf(ctx: Pick<Ctx, 'agents'>, org: string, id: string): JsonText {
  const text = ctx.agents.json(org, id)
  if (text === undefined) throw notFound('agent', id)
  return new JsonText(text, ctx.agents.view(org, id)?.version ?? null)
}
