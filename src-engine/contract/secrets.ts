import { z } from 'zod'
import { admin } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, shortListQuery, sortBy } from './page.ts'
import { idSchema, line, timeSchema } from './values.ts'

/** A reference to a secret. The value lives in the vault of this machine and never in the store, a log or an answer. */
export const secretRefSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  name: z.string(),
  updatedAt: timeSchema,
})
export type SecretRef = z.output<typeof secretRefSchema>

export const secrets: Collection<SecretRef> = {
  name: 'secrets',
  idPrefix: 'sec',
  schema: secretRefSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    name: { merge: 'lww', write: 'admin' },
    updatedAt: { merge: 'lww', write: 'admin' },
  },
  bound: 5_000,
}

const tag = 'secrets'
const view = secretRefSchema.extend({
  version: z.int(),
  held: z
    .boolean()
    .meta({ description: 'Whether this machine’s vault holds the value; null knowledge while locked counts as false' }),
})
const one = z.strictObject({ id: idSchema })
const value = z.string().min(1).max(65_536)

export const secretsList = defineOperation({
  id: 'secrets.list',
  method: 'get',
  path: '/api/secrets',
  tag,
  summary: 'References to secrets, never their values',
  rule: admin,
  query: z.strictObject({ ...shortListQuery, sort: sortBy('name', 'createdAt').default('name') }),
  result: pageOf(view).extend({ vault: z.enum(['locked', 'unlocked', 'absent']) }),
})
export const secretsCreate = defineOperation({
  id: 'secrets.create',
  method: 'post',
  path: '/api/secrets',
  tag,
  summary: 'Puts a secret into the vault',
  rule: admin,
  body: z.strictObject({ name: line(120), value }),
  result: view,
  status: 201,
  secretBody: true,
  errors: ['conflict', 'vault_locked'],
})
export const secretsReplace = defineOperation({
  id: 'secrets.replace',
  method: 'put',
  path: '/api/secrets/{id}/value',
  tag,
  summary: 'Replaces the value of a secret',
  rule: admin,
  params: one,
  body: z.strictObject({ value }),
  result: view,
  secretBody: true,
  errors: ['not_found', 'vault_locked', 'precondition_failed'],
})
export const secretsRemove = defineOperation({
  id: 'secrets.remove',
  method: 'delete',
  path: '/api/secrets/{id}',
  tag,
  summary: 'Removes a secret and its value',
  rule: admin,
  params: one,
  errors: ['not_found', 'conflict', 'vault_locked', 'precondition_failed'],
})
