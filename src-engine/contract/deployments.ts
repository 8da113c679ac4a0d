import { z } from 'zod'
import { admin, viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { idSchema, sha256Schema, text, timeSchema } from './values.ts'

export const planSchema = z.object({
  agent: idSchema,
  target: idSchema,
  revision: sha256Schema,
  previousRevision: sha256Schema.nullable(),
  changes: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
  permissionsGained: z.array(z.string()),
  downtime: z.object({ expected: z.boolean(), reason: z.string() }),
  steps: z.array(z.object({ id: z.string(), title: z.string() })),
  notes: z.array(z.string()),
  /** Why the plan cannot be carried out, as sentences that say what to do; empty when it can. */
  refusals: z.array(z.string()),
})
export type Plan = z.output<typeof planSchema>

export const stepStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'compensated', 'cancelled'])
export const deploymentStepSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: stepStateSchema,
  detail: z.string(),
  startedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
})

export const deploymentKindSchema = z.enum(['deploy', 'stop', 'start', 'restart', 'destroy', 'kill', 'release'])
export const deploymentSchema = z.object({
  id: idSchema,
  org: idSchema,
  agent: idSchema,
  target: idSchema,
  kind: deploymentKindSchema,
  revision: sha256Schema,
  state: z.enum(['running', 'succeeded', 'failed', 'rolled-back', 'cancelled']),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  by: z.string(),
  detail: z.string(),
  steps: z.array(deploymentStepSchema),
})
export type Deployment = z.output<typeof deploymentSchema>

const tag = 'deployments'
const agent = z.strictObject({ id: idSchema })

export const deploymentsPlan = defineOperation({
  id: 'deployments.plan',
  method: 'post',
  path: '/api/engine/agents/{id}/plan',
  tag,
  summary: 'What a deployment would change, without doing it',
  rule: viewer,
  params: agent,
  result: planSchema,
  errors: ['not_found', 'conflict'],
})
export const deploymentsDeploy = defineOperation({
  id: 'deployments.deploy',
  method: 'post',
  path: '/api/engine/agents/{id}/deploy',
  tag,
  summary: 'Deploys the current configuration; answers at once, the steps follow as events',
  rule: admin,
  params: agent,
  body: z.strictObject({
    revision: sha256Schema
      .optional()
      .meta({ description: 'The revision whose plan was seen; refused when it has changed since' }),
  }),
  result: deploymentSchema,
  status: 202,
  errors: [
    'not_found',
    'conflict',
    'illegal_transition',
    'target_failed',
    'dependency_unavailable',
    'precondition_failed',
  ],
})
export const deploymentsList = defineOperation({
  id: 'deployments.list',
  method: 'get',
  path: '/api/engine/deployments',
  tag,
  summary: 'Deployments, newest first',
  rule: viewer,
  query: z.strictObject({ ...pageQuery, agent: idSchema.optional(), state: deploymentSchema.shape.state.optional() }),
  result: pageOf(deploymentSchema),
})
export const deploymentsGet = defineOperation({
  id: 'deployments.get',
  method: 'get',
  path: '/api/engine/deployments/{id}',
  tag,
  summary: 'One deployment with its steps',
  rule: viewer,
  params: agent,
  result: deploymentSchema,
  errors: ['not_found'],
})
export const deploymentsCancel = defineOperation({
  id: 'deployments.cancel',
  method: 'post',
  path: '/api/engine/deployments/{id}/cancel',
  tag,
  summary: 'Cancels a deployment under way; what it made is removed and the previous agent stays',
  rule: admin,
  params: agent,
  result: deploymentSchema,
  errors: ['not_found', 'conflict'],
})

export const logLineSchema = z.object({
  at: timeSchema.nullable(),
  stream: z.enum(['stdout', 'stderr', 'system']),
  text: z.string(),
})
export type LogLine = z.output<typeof logLineSchema>

export const deploymentsLogs = defineOperation({
  id: 'deployments.logs',
  method: 'get',
  path: '/api/engine/agents/{id}/logs',
  tag,
  summary: 'The workload’s log as server-sent events: the tail, then what follows',
  rule: viewer,
  params: agent,
  query: z.strictObject({
    tail: z.coerce.number().int().min(0).max(5_000).default(200),
    follow: z.stringbool().default(true),
    q: text(200).optional(),
  }),
  result: logLineSchema,
  delivery: 'events',
  errors: ['not_found', 'dependency_unavailable'],
})
