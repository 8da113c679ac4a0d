import { z } from 'zod'
import { admin, roleSchema, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { passwordSchema } from './organizations.ts'
import { pageOf, pageQuery, sortBy } from './page.ts'
import { emailSchema, idSchema, line, text, timeSchema } from './values.ts'

export const userSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
})
export type User = z.output<typeof userSchema>

/** People sync; their password verifiers and sessions never do. */
export const users: Collection<User> = {
  name: 'users',
  idPrefix: 'usr',
  schema: userSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    name: { merge: 'lww', write: 'admin' },
    email: { merge: 'lww', write: 'admin' },
    role: { merge: 'lww', write: 'admin' },
    disabled: { merge: 'narrow-bool', write: 'admin' },
  },
  bound: 10_000,
}

const tag = 'users'
export const userViewSchema = userSchema.extend({ version: z.int() })
const one = z.strictObject({ id: idSchema })

export const usersList = defineOperation({
  id: 'users.list',
  method: 'get',
  path: '/api/users',
  tag,
  summary: 'People of the organization',
  rule: viewer,
  query: z.strictObject({
    ...pageQuery,
    q: text(200).optional(),
    role: roleSchema.optional(),
    sort: sortBy('name', 'email', 'createdAt').default('name'),
  }),
  result: pageOf(userViewSchema),
})

export const usersGet = defineOperation({
  id: 'users.get',
  method: 'get',
  path: '/api/users/{id}',
  tag,
  summary: 'One person',
  rule: viewer,
  params: one,
  result: userViewSchema,
  errors: ['not_found'],
})

export const usersCreate = defineOperation({
  id: 'users.create',
  method: 'post',
  path: '/api/users',
  tag,
  summary: 'Adds a person; nobody grants a role above their own',
  rule: admin,
  body: z.strictObject({ name: line(120), email: emailSchema, role: roleSchema, password: passwordSchema }),
  result: userViewSchema,
  status: 201,
  secretBody: true,
  errors: ['conflict', 'forbidden'],
})

export const usersUpdate = defineOperation({
  id: 'users.update',
  method: 'patch',
  path: '/api/users/{id}',
  tag,
  summary: 'Changes name, role or access of a person; the last owner stays',
  rule: admin,
  params: one,
  body: z.strictObject({ name: line(120).optional(), role: roleSchema.optional(), disabled: z.boolean().optional() }),
  result: userViewSchema,
  errors: ['not_found', 'conflict', 'forbidden', 'precondition_failed'],
})

export const usersRemove = defineOperation({
  id: 'users.remove',
  method: 'delete',
  path: '/api/users/{id}',
  tag,
  summary: 'Removes a person and ends their sessions; the last owner stays',
  rule: admin,
  params: one,
  errors: ['not_found', 'conflict', 'forbidden', 'precondition_failed'],
})
