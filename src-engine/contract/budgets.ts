import { z } from 'zod'
import { admin, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, shortListQuery, sortBy } from './page.ts'
import { idSchema, microUsdSchema, timeSchema, tokenCountSchema } from './values.ts'

export const periodSchema = z.enum(['day', 'week', 'month', 'year'])
export type Period = z.output<typeof periodSchema>

/** Amounts and period only mean something together, so a cap is one field. Null means no limit of that kind. */
export const capSchema = z.strictObject({
  period: periodSchema,
  microUsd: microUsdSchema.nullable(),
  tokens: tokenCountSchema.nullable(),
})
export type Cap = z.output<typeof capSchema>

export const budgetSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  /** The agent it holds, or null for the whole organization. */
  agent: idSchema.nullable(),
  cap: capSchema,
})
export type Budget = z.output<typeof budgetSchema>

export const budgets: Collection<Budget> = {
  name: 'budgets',
  idPrefix: 'bud',
  schema: budgetSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    agent: { merge: 'lww', write: 'admin' },
    cap: { merge: 'lww', write: 'admin' },
  },
  bound: 50_000,
}

export const budgetViewSchema = budgetSchema.extend({
  version: z.int(),
  spentMicroUsd: microUsdSchema,
  spentTokens: tokenCountSchema,
  reservedMicroUsd: microUsdSchema,
  periodStart: timeSchema,
  periodEnd: timeSchema,
  /** What the period will have cost at the rate so far; null before there is a rate. */
  forecastMicroUsd: microUsdSchema.nullable(),
  state: z.enum(['ok', 'warning', 'stopped']),
})

const tag = 'budgets'
const one = z.strictObject({ id: idSchema })
const path = '/api/engine/budgets'

export const budgetsList = defineOperation({
  id: 'budgets.list',
  method: 'get',
  path,
  tag,
  summary: 'Budgets with what is spent of them',
  rule: viewer,
  query: z.strictObject({
    cursor: shortListQuery.cursor,
    limit: shortListQuery.limit,
    agent: idSchema
      .optional()
      .meta({ description: 'What holds for this agent: its own and those of the organization' }),
    of: z.enum(['organization', 'agents']).optional().meta({ description: 'Whose they are' }),
    sort: sortBy('createdAt').default('createdAt'),
  }),
  result: pageOf(budgetViewSchema),
})
export const budgetsGet = defineOperation({
  id: 'budgets.get',
  method: 'get',
  path: `${path}/{id}`,
  tag,
  summary: 'One budget',
  rule: viewer,
  params: one,
  result: budgetViewSchema,
  errors: ['not_found'],
})
export const budgetsCreate = defineOperation({
  id: 'budgets.create',
  method: 'post',
  path,
  tag,
  summary: 'Sets a cap for an agent or the organization; one a period',
  rule: admin,
  body: z.strictObject({ agent: idSchema.nullable().default(null), cap: capSchema }),
  result: budgetViewSchema,
  status: 201,
  errors: ['conflict', 'not_found'],
})
export const budgetsUpdate = defineOperation({
  id: 'budgets.update',
  method: 'patch',
  path: `${path}/{id}`,
  tag,
  summary: 'Changes a cap',
  rule: admin,
  params: one,
  body: z.strictObject({ cap: capSchema }),
  result: budgetViewSchema,
  errors: ['not_found', 'conflict', 'precondition_failed'],
})
export const budgetsRemove = defineOperation({
  id: 'budgets.remove',
  method: 'delete',
  path: `${path}/{id}`,
  tag,
  summary: 'Removes a cap',
  rule: admin,
  params: one,
  errors: ['not_found', 'precondition_failed'],
})

export const usagePointSchema = z.object({
  at: timeSchema,
  microUsd: microUsdSchema,
  inputTokens: tokenCountSchema,
  outputTokens: tokenCountSchema,
  calls: z.int(),
})
export const budgetsUsage = defineOperation({
  id: 'budgets.usage',
  method: 'get',
  path: '/api/engine/usage',
  tag,
  summary: 'Spend over time, in buckets',
  rule: viewer,
  query: z.strictObject({
    agent: idSchema.optional(),
    bucket: z.enum(['hour', 'day']).default('day'),
    since: timeSchema.optional(),
  }),
  result: z.object({ items: z.array(usagePointSchema) }),
})
