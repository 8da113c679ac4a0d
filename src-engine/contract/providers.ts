import { z } from 'zod'
import { admin, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, shortListQuery, sortBy } from './page.ts'
import { idSchema, line, microUsdSchema, timeSchema } from './values.ts'

/** What a model costs per million tokens; null when unknown: then the ceiling of the provider is reserved, never zero. */
export const modelSchema = z.strictObject({
  id: line(120),
  inputMicroUsd: microUsdSchema.nullable().default(null),
  outputMicroUsd: microUsdSchema.nullable().default(null),
})

export const providerKindSchema = z.enum(['openai-compatible', 'anthropic', 'rehearsal'])
const httpUrl = z.url({ protocol: /^https?$/ }).max(500)

export const providerSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  name: z.string(),
  kind: providerKindSchema,
  /** Kind, address and the name of the secret that holds the key belong together. Null for the rehearsal model. */
  endpoint: z.object({ baseUrl: httpUrl.nullable(), secret: idSchema.nullable() }),
  models: z.array(modelSchema),
  /** Reserved per million tokens when a price is unknown. */
  ceilingMicroUsd: microUsdSchema,
})
export type Provider = z.output<typeof providerSchema>

export const providers: Collection<Provider> = {
  name: 'model_providers',
  idPrefix: 'prv',
  schema: providerSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    name: { merge: 'lww', write: 'admin' },
    kind: { merge: 'lww', write: 'admin' },
    endpoint: { merge: 'lww', write: 'admin' },
    models: { merge: 'lww', write: 'admin' },
    ceilingMicroUsd: { merge: 'lww', write: 'admin' },
  },
  bound: 200,
}

const tag = 'providers'
const view = providerSchema.extend({ version: z.int() })
const one = z.strictObject({ id: idSchema })
const path = '/api/engine/providers'
const endpoint = z.strictObject({
  baseUrl: httpUrl.nullable().default(null),
  secret: idSchema.nullable().default(null),
})
const models = z.array(modelSchema).max(500)
const ceiling = microUsdSchema.default(20_000_000)

export const providersList = defineOperation({
  id: 'providers.list',
  method: 'get',
  path,
  tag,
  summary: 'Model providers',
  rule: viewer,
  query: z.strictObject({ ...shortListQuery, sort: sortBy('name', 'createdAt').default('name') }),
  result: pageOf(view),
})
export const providersGet = defineOperation({
  id: 'providers.get',
  method: 'get',
  path: `${path}/{id}`,
  tag,
  summary: 'One model provider',
  rule: viewer,
  params: one,
  result: view,
  errors: ['not_found'],
})
export const providersDetect = defineOperation({
  id: 'providers.detect',
  method: 'get',
  path: `${path}/detect`,
  tag,
  summary: 'Model servers found on this machine (Ollama, LM Studio) and the models they offer',
  rule: admin,
  result: z.object({
    items: z.array(z.object({ name: z.string(), baseUrl: z.string(), models: z.array(z.string()) })),
  }),
})
export const providersCreate = defineOperation({
  id: 'providers.create',
  method: 'post',
  path,
  tag,
  summary: 'Adds a model provider',
  rule: admin,
  body: z.strictObject({
    name: line(120),
    kind: providerKindSchema,
    endpoint: endpoint.default({ baseUrl: null, secret: null }),
    models: models.default([]),
    ceilingMicroUsd: ceiling,
  }),
  result: view,
  status: 201,
  errors: ['conflict', 'not_found'],
})
export const providersUpdate = defineOperation({
  id: 'providers.update',
  method: 'patch',
  path: `${path}/{id}`,
  tag,
  summary: 'Changes a model provider',
  rule: admin,
  params: one,
  body: z.strictObject({
    name: line(120).optional(),
    endpoint: endpoint.optional(),
    models: models.optional(),
    ceilingMicroUsd: microUsdSchema.optional(),
  }),
  result: view,
  errors: ['not_found', 'conflict', 'precondition_failed'],
})
export const providersRemove = defineOperation({
  id: 'providers.remove',
  method: 'delete',
  path: `${path}/{id}`,
  tag,
  summary: 'Removes a provider that no agent uses',
  rule: admin,
  params: one,
  errors: ['not_found', 'conflict', 'precondition_failed'],
})
export const providersTest = defineOperation({
  id: 'providers.test',
  method: 'post',
  path: `${path}/{id}/test`,
  tag,
  summary: 'Asks the provider for its models with the stored key',
  rule: admin,
  params: one,
  result: z.object({ ok: z.boolean(), detail: z.string(), models: z.array(z.string()) }),
  errors: ['not_found', 'vault_locked'],
})
