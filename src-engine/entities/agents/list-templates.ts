import { agentsTemplates } from '../../contract/agents.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { templates } from './templates.ts'

export const listTemplates: Verb<typeof agentsTemplates> = (ctx) => {
  authorizeIn(ctx.actor, agentsTemplates)
  return { items: [...templates] }
}
