import { z } from 'zod'
import { viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { agentTurnSchema } from './runtime.ts'
import { idSchema, timeSchema } from './values.ts'

export const turnSchema = agentTurnSchema.extend({ agent: idSchema })
export type Turn = z.output<typeof turnSchema>

const tag = 'conversations'

export const conversationsList = defineOperation({
  id: 'conversations.list',
  method: 'get',
  path: '/api/engine/conversations',
  tag,
  summary: 'Conversations (one per run), newest first',
  rule: viewer,
  query: z.strictObject({ ...pageQuery, agent: idSchema.optional() }),
  result: pageOf(z.object({ run: idSchema, agent: idSchema, task: z.string(), turns: z.int(), lastAt: timeSchema })),
})
export const conversationsGet = defineOperation({
  id: 'conversations.get',
  method: 'get',
  path: '/api/engine/conversations/{run}',
  tag,
  summary: 'The turns of one conversation in order',
  rule: viewer,
  params: z.strictObject({ run: idSchema }),
  query: z.strictObject(pageQuery),
  result: pageOf(turnSchema),
  errors: ['not_found'],
})
