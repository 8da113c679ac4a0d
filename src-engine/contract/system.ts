import { z } from 'zod'
import { anyone, viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { microUsdSchema, timeSchema } from './values.ts'

const tag = 'system'

export const systemHealth = defineOperation({
  id: 'system.health',
  method: 'get',
  path: '/health',
  tag,
  summary: 'The process answers',
  rule: anyone,
  result: z.object({ status: z.literal('ok') }),
})
export const systemReady = defineOperation({
  id: 'system.ready',
  method: 'get',
  path: '/ready',
  tag,
  summary: 'The store is open, its disk has room, and the engine serves',
  rule: anyone,
  result: z.object({ status: z.literal('ready') }),
  errors: ['dependency_unavailable'],
})

export const dependencySchema = z.object({
  name: z.string(),
  kind: z.enum(['store', 'vault', 'provider', 'target', 'runtime']),
  state: z.enum(['ok', 'degraded', 'down', 'unknown']),
  detail: z.string(),
  checkedAt: timeSchema,
})
export const systemDependencies = defineOperation({
  id: 'system.dependencies',
  method: 'get',
  path: '/api/engine/dependencies',
  tag,
  summary: 'What this engine depends on, and how each is',
  rule: viewer,
  result: z.object({ items: z.array(dependencySchema) }),
})

export const systemStats = defineOperation({
  id: 'system.stats',
  method: 'get',
  path: '/api/stats',
  tag,
  summary: 'The figures of the overview',
  rule: viewer,
  result: z.object({
    agents: z.object({
      total: z.int(),
      running: z.int(),
      degraded: z.int(),
      stopped: z.int(),
      error: z.int(),
      draft: z.int(),
      moving: z.int(),
      heldByBudget: z.int(),
      killed: z.int(),
    }),
    spend: z.object({
      todayMicroUsd: microUsdSchema,
      monthMicroUsd: microUsdSchema,
      monthCapMicroUsd: microUsdSchema.nullable(),
      forecastMicroUsd: microUsdSchema.nullable(),
    }),
    approvals: z.object({ waiting: z.int(), oldestAt: timeSchema.nullable(), nextExpiryAt: timeSchema.nullable() }),
    /** Tool calls first judged today, each once; one that was asked about and then allowed is among both of these. */
    decisions: z.object({ today: z.int(), allowed: z.int(), asked: z.int(), denied: z.int() }),
    deployments: z.object({ running: z.int() }),
  }),
})
