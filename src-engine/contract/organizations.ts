import { z } from 'zod'
import { owner, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, shortListQuery, sortBy } from './page.ts'
import { emailSchema, idSchema, line, sha256Schema, timeSchema } from './values.ts'

export const organizationSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  name: z.string(),
  /** Hash of the genesis entry that the owner's device signed: the root of trust of everything later. */
  root: sha256Schema,
})
export type Organization = z.output<typeof organizationSchema>

export const organizations: Collection<Organization> = {
  name: 'organizations',
  idPrefix: 'org',
  schema: organizationSchema,
  fields: {
    name: { merge: 'lww', write: 'owner' },
    root: { merge: 'lww', write: 'owner' },
    createdAt: { merge: 'lww', write: 'owner' },
  },
  bound: 100,
}

const tag = 'organizations'
export const passwordSchema = z.string().min(12, 'needs at least 12 characters').max(256)
const organizationView = organizationSchema.extend({ version: z.int() })

export const organizationsList = defineOperation({
  id: 'organizations.list',
  method: 'get',
  path: '/api/engine/organizations',
  tag,
  summary: 'The organizations the caller belongs to',
  rule: viewer,
  query: z.strictObject({ ...shortListQuery, sort: sortBy('name', 'createdAt').default('name') }),
  result: pageOf(organizationView),
})

export const organizationsGet = defineOperation({
  id: 'organizations.get',
  method: 'get',
  path: '/api/engine/organizations/{id}',
  tag,
  summary: 'One organization',
  rule: viewer,
  params: z.strictObject({ id: idSchema }),
  result: organizationView,
  errors: ['not_found'],
})

export const organizationsCreate = defineOperation({
  id: 'organizations.create',
  method: 'post',
  path: '/api/engine/organizations',
  tag,
  summary: 'Starts another organization on this machine, with an owner of its own',
  rule: owner,
  body: z.strictObject({
    name: line(120),
    owner: z.strictObject({ name: line(120), email: emailSchema, password: passwordSchema }),
  }),
  result: z.object({
    organization: organizationView,
    recoveryKey: z.string().meta({ description: 'Shown once: print it' }),
  }),
  status: 201,
  secretResult: true,
  secretBody: true,
  errors: ['conflict'],
})

export const organizationsUpdate = defineOperation({
  id: 'organizations.update',
  method: 'patch',
  path: '/api/engine/organizations/{id}',
  tag,
  summary: 'Renames an organization',
  rule: owner,
  params: z.strictObject({ id: idSchema }),
  body: z.strictObject({ name: line(120) }),
  result: organizationView,
  errors: ['not_found', 'precondition_failed'],
})
