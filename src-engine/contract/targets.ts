import { z } from 'zod'
import { admin, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, shortListQuery, sortBy } from './page.ts'
import { idSchema, line, text, timeSchema } from './values.ts'

/** Where an agent runs. Kind and address only mean something together, so they are one field. */
export const targetPlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({
    kind: z.literal('docker'),
    /** `unix:///path` or `http://127.0.0.1:port`; null means what DOCKER_HOST or the default socket says. */
    host: text(200, 1).nullable().default(null),
  }),
])
export type TargetPlace = z.output<typeof targetPlaceSchema>

export const targetSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  name: z.string(),
  place: targetPlaceSchema,
})
export type Target = z.output<typeof targetSchema>

export const targets: Collection<Target> = {
  name: 'targets',
  idPrefix: 'tgt',
  schema: targetSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    name: { merge: 'lww', write: 'admin' },
    place: { merge: 'lww', write: 'admin' },
  },
  bound: 1_000,
}

export const targetHealthSchema = z.object({
  reachable: z.boolean(),
  detail: z.string(),
  engine: z.string().nullable(),
  checkedAt: timeSchema,
})
export type TargetHealth = z.output<typeof targetHealthSchema>

const tag = 'targets'
const view = targetSchema.extend({ version: z.int() })
const one = z.strictObject({ id: idSchema })
const path = '/api/engine/targets'

export const targetsList = defineOperation({
  id: 'targets.list',
  method: 'get',
  path,
  tag,
  summary: 'Places where agents can run',
  rule: viewer,
  query: z.strictObject({ ...shortListQuery, sort: sortBy('name', 'createdAt').default('name') }),
  result: pageOf(view),
})
export const targetsGet = defineOperation({
  id: 'targets.get',
  method: 'get',
  path: `${path}/{id}`,
  tag,
  summary: 'One target',
  rule: viewer,
  params: one,
  result: view,
  errors: ['not_found'],
})
export const targetsDetect = defineOperation({
  id: 'targets.detect',
  method: 'get',
  path: `${path}/detect`,
  tag,
  summary: 'What this machine offers: a Docker engine, and itself',
  rule: admin,
  result: z.object({
    items: z.array(z.object({ name: z.string(), place: targetPlaceSchema, health: targetHealthSchema })),
  }),
})
export const targetsCreate = defineOperation({
  id: 'targets.create',
  method: 'post',
  path,
  tag,
  summary: 'Adds a target',
  rule: admin,
  body: z.strictObject({ name: line(120), place: targetPlaceSchema }),
  result: view,
  status: 201,
  errors: ['conflict'],
})
export const targetsUpdate = defineOperation({
  id: 'targets.update',
  method: 'patch',
  path: `${path}/{id}`,
  tag,
  summary: 'Renames a target or changes its address; refused while agents run there',
  rule: admin,
  params: one,
  body: z.strictObject({ name: line(120).optional(), place: targetPlaceSchema.optional() }),
  result: view,
  errors: ['not_found', 'conflict', 'precondition_failed'],
})
export const targetsRemove = defineOperation({
  id: 'targets.remove',
  method: 'delete',
  path: `${path}/{id}`,
  tag,
  summary: 'Removes a target that no agent uses',
  rule: admin,
  params: one,
  errors: ['not_found', 'conflict', 'precondition_failed'],
})
export const targetsTest = defineOperation({
  id: 'targets.test',
  method: 'post',
  path: `${path}/{id}/test`,
  tag,
  summary: 'Asks the target whether it is there',
  rule: admin,
  params: one,
  result: targetHealthSchema,
  errors: ['not_found'],
})
