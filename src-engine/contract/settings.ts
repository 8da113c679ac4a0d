import { z } from 'zod'
import { admin, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { idSchema, line, timeSchema } from './values.ts'

const timeZone = line(64).refine((zone) => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}, 'is not a time zone of the IANA database')

/** Settings of the whole organization: one document. */
export const settingsSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  timeZone: z.string(),
  defaultProvider: idSchema.nullable(),
  defaultTarget: idSchema.nullable(),
  approvalSeconds: z.int(),
})
export type Settings = z.output<typeof settingsSchema>

export const settings: Collection<Settings> = {
  name: 'settings',
  idPrefix: 'set',
  schema: settingsSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'admin' },
    timeZone: { merge: 'lww', write: 'admin' },
    defaultProvider: { merge: 'lww', write: 'admin' },
    defaultTarget: { merge: 'lww', write: 'admin' },
    approvalSeconds: { merge: 'lww', write: 'admin' },
  },
  bound: 10,
}

const tag = 'settings'
const view = settingsSchema.extend({ version: z.int() })

export const settingsGet = defineOperation({
  id: 'settings.get',
  method: 'get',
  path: '/api/settings',
  tag,
  summary: 'Settings of the organization',
  rule: viewer,
  result: view,
})
export const settingsUpdate = defineOperation({
  id: 'settings.update',
  method: 'patch',
  path: '/api/settings',
  tag,
  summary: 'Changes settings',
  rule: admin,
  body: z.strictObject({
    timeZone: timeZone.optional(),
    defaultProvider: idSchema.nullable().optional(),
    defaultTarget: idSchema.nullable().optional(),
    approvalSeconds: z.int().min(5).max(604_800).optional(),
  }),
  result: view,
  errors: ['not_found', 'precondition_failed'],
})
