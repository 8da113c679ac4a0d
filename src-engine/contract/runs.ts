import { z } from 'zod'
import { member, viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { idSchema, jsonValueSchema, microUsdSchema, text, timeSchema, tokenCountSchema } from './values.ts'

export const runStateSchema = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'stopped'])
export const runSchema = z.object({
  id: idSchema,
  org: idSchema,
  agent: idSchema,
  task: z.string(),
  state: runStateSchema,
  reason: z.string(),
  by: z.string(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  steps: z.int().min(0),
  microUsd: microUsdSchema,
  inputTokens: tokenCountSchema,
  outputTokens: tokenCountSchema,
})
export type Run = z.output<typeof runSchema>

const tag = 'runs'
const one = z.strictObject({ id: idSchema })

export const runsCreate = defineOperation({
  id: 'runs.create',
  method: 'post',
  path: '/api/engine/agents/{id}/runs',
  tag,
  summary: 'Gives the agent a task',
  rule: member,
  params: one,
  body: z.strictObject({ task: text(50_000, 1) }),
  result: runSchema,
  status: 201,
  errors: ['not_found', 'conflict', 'budget_exceeded'],
})
export const runsList = defineOperation({
  id: 'runs.list',
  method: 'get',
  path: '/api/engine/runs',
  tag,
  summary: 'Runs, newest first',
  rule: viewer,
  query: z.strictObject({ ...pageQuery, agent: idSchema.optional(), state: runStateSchema.optional() }),
  result: pageOf(runSchema),
})
export const runsGet = defineOperation({
  id: 'runs.get',
  method: 'get',
  path: '/api/engine/runs/{id}',
  tag,
  summary: 'One run',
  rule: viewer,
  params: one,
  result: runSchema,
  errors: ['not_found'],
})
export const runsCancel = defineOperation({
  id: 'runs.cancel',
  method: 'post',
  path: '/api/engine/runs/{id}/cancel',
  tag,
  summary: 'Cancels a run',
  rule: member,
  params: one,
  result: runSchema,
  errors: ['not_found', 'conflict'],
})

/** The wire between a run and the person who watches it: tokens as they come, then whole turns and tool calls. */
export const runsStream = defineOperation({
  id: 'runs.stream',
  method: 'get',
  path: '/api/engine/runs/{id}/stream',
  tag,
  summary: 'The run as it happens, as server-sent events: tokens, tool calls, states',
  rule: viewer,
  params: one,
  result: z.object({ kind: z.string(), data: jsonValueSchema }),
  delivery: 'events',
  errors: ['not_found'],
})
