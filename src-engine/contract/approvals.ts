import { z } from 'zod'
import { member, viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { riskSchema, sideEffectSchema } from './tools.ts'
import { idSchema, jsonValueSchema, sha256Schema, text, timeSchema } from './values.ts'

export const approvalStateSchema = z.enum(['waiting', 'approved', 'denied', 'expired', 'withdrawn'])
export const voteSchema = z.object({
  user: idSchema,
  decision: z.enum(['approve', 'deny']),
  comment: z.string(),
  at: timeSchema,
})
export const approvalSchema = z.object({
  id: idSchema,
  org: idSchema,
  agent: idSchema,
  agentName: z.string(),
  run: idSchema,
  tool: z.string(),
  args: z.record(z.string(), jsonValueSchema),
  argsHash: sha256Schema,
  risk: riskSchema,
  sideEffects: z.array(sideEffectSchema),
  reason: z.string().meta({ description: 'Why it was asked' }),
  policyRev: sha256Schema,
  required: z.int().min(1),
  votes: z.array(voteSchema),
  state: approvalStateSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  decidedAt: timeSchema.nullable(),
})
export type Approval = z.output<typeof approvalSchema>

const tag = 'approvals'
const one = z.strictObject({ id: idSchema })

export const approvalsList = defineOperation({
  id: 'approvals.list',
  method: 'get',
  path: '/api/engine/approvals',
  tag,
  summary: 'Approval requests; the waiting ones oldest first, the decided ones newest first',
  rule: viewer,
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(['waiting', 'decided']).default('waiting'),
    agent: idSchema.optional(),
  }),
  result: pageOf(approvalSchema),
})
export const approvalsGet = defineOperation({
  id: 'approvals.get',
  method: 'get',
  path: '/api/engine/approvals/{id}',
  tag,
  summary: 'One approval request with its exact arguments',
  rule: viewer,
  params: one,
  result: approvalSchema,
  errors: ['not_found'],
})
export const approvalsVote = defineOperation({
  id: 'approvals.vote',
  method: 'post',
  path: '/api/engine/approvals/{id}/votes',
  tag,
  summary: 'Approves or denies exactly the arguments whose hash is named; one vote a person, one outcome',
  rule: member,
  params: one,
  body: z.strictObject({
    decision: z.enum(['approve', 'deny']),
    argsHash: sha256Schema,
    comment: text(1_000).default(''),
  }),
  result: approvalSchema,
  errors: ['not_found', 'conflict'],
})
