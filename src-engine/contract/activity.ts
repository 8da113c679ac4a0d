import { z } from 'zod'
import { viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { verdictSchema } from './permissions.ts'
import { idSchema, jsonValueSchema, line, sha256Schema, text, timeSchema } from './values.ts'

export const activityTypes = [
  'session_start',
  'session_end',
  'message_received',
  'message_sent',
  'tool_call_start',
  'tool_call_end',
  'tool_call_error',
  'tool_blocked',
  'approval_requested',
  'approval_decided',
  'task_assigned',
  'task_completed',
  'error',
  'warning',
  'heartbeat',
  'memory_write',
  'budget_alert',
  'state_changed',
  'deployment',
  'model_call',
  'incident',
] as const
export const activityTypeSchema = z.enum(activityTypes)

export const activitySchema = z.object({
  id: z.string(),
  org: idSchema,
  agent: idSchema.nullable(),
  run: idSchema.nullable(),
  at: timeSchema,
  type: activityTypeSchema,
  message: z.string(),
  data: z.record(z.string(), jsonValueSchema),
})
export type Activity = z.output<typeof activitySchema>

const tag = 'activity'

export const activityList = defineOperation({
  id: 'activity.list',
  method: 'get',
  path: '/api/engine/activity',
  tag,
  summary: 'Activity, newest first',
  rule: viewer,
  query: z.strictObject({
    ...pageQuery,
    agent: idSchema.optional(),
    run: idSchema.optional(),
    type: activityTypeSchema.optional(),
    since: timeSchema.optional(),
    until: timeSchema.optional(),
    q: text(200).optional(),
  }),
  result: pageOf(activitySchema),
})

export const toolCallSchema = z.object({
  id: idSchema,
  org: idSchema,
  agent: idSchema,
  run: idSchema,
  call: z.string(),
  tool: z.string(),
  args: z.record(z.string(), jsonValueSchema),
  argsHash: sha256Schema,
  verdict: verdictSchema,
  reason: z.string(),
  rule: z.string().nullable(),
  policyRev: sha256Schema,
  at: timeSchema,
  approval: idSchema.nullable(),
  outcome: z.enum(['ok', 'error', 'timeout', 'cancelled']).nullable(),
  durationMs: z.int().nullable(),
  output: z.string().nullable(),
})
export type ToolCall = z.output<typeof toolCallSchema>

export const toolCallsList = defineOperation({
  id: 'tool-calls.list',
  method: 'get',
  path: '/api/engine/tool-calls',
  tag,
  summary: 'Decided tool calls, newest first',
  rule: viewer,
  query: z.strictObject({
    ...pageQuery,
    agent: idSchema.optional(),
    run: idSchema.optional(),
    tool: line(64).optional(),
    verdict: verdictSchema.optional(),
  }),
  result: pageOf(toolCallSchema),
})

/** What the one event stream of a screen carries: the kind of thing that changed and enough to refetch or patch it. */
export const engineEventSchema = z.object({
  kind: z.enum([
    'agent',
    'approval',
    'deployment',
    'run',
    'activity',
    'budget',
    'target',
    'user',
    'setting',
    'provider',
    'secret',
    'organization',
  ]),
  id: z.string(),
  agent: idSchema.nullable(),
  data: jsonValueSchema,
})
export type EngineEvent = z.output<typeof engineEventSchema>

export const eventsStream = defineOperation({
  id: 'events.stream',
  method: 'get',
  path: '/api/engine/events',
  tag,
  summary:
    'Everything that changes in the organization, as server-sent events; `Last-Event-ID` replays what was missed, a `gap` event says to refetch',
  rule: viewer,
  result: engineEventSchema,
  delivery: 'events',
})
