import { z } from 'zod'
import { admin } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { pageOf, pageQuery } from './page.ts'
import { idSchema, jsonValueSchema, line, sha256Schema, text, timeSchema } from './values.ts'

export const auditEntrySchema = z.object({
  device: z.string(),
  incarnation: z.int(),
  seq: z.int(),
  org: idSchema.nullable(),
  at: timeSchema,
  actor: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  target: z.string(),
  requestId: z.string(),
  details: z.record(z.string(), jsonValueSchema),
  hash: sha256Schema,
})
export type AuditEntry = z.output<typeof auditEntrySchema>

/** An entry with the names that what it points at has now; they are not part of the chain. Null for what has none, or is gone. */
export const namedAuditEntrySchema = auditEntrySchema.extend({
  actorName: z.string().nullable(),
  targetName: z.string().nullable(),
})
export type NamedAuditEntry = z.output<typeof namedAuditEntrySchema>

const tag = 'audit'
const filter = {
  actor: line(120).optional(),
  action: line(120).optional(),
  target: line(120).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  since: timeSchema.optional(),
  until: timeSchema.optional(),
  q: text(200).optional(),
}

export const auditList = defineOperation({
  id: 'audit.list',
  method: 'get',
  path: '/api/audit',
  tag,
  summary: 'What was done, tried and refused, newest first',
  rule: admin,
  query: z.strictObject({ ...pageQuery, ...filter }),
  result: pageOf(namedAuditEntrySchema),
})
export const auditVerify = defineOperation({
  id: 'audit.verify',
  method: 'post',
  path: '/api/audit/verify',
  tag,
  summary: 'Recomputes the hash chain of this device',
  rule: admin,
  result: z.object({
    intact: z.boolean(),
    entries: z.int(),
    /** Entries whose content was erased: in their place, but what they said cannot be checked. */
    erased: z.int(),
    head: sha256Schema.nullable(),
    detail: z.string(),
  }),
})
export const auditExport = defineOperation({
  id: 'audit.export',
  method: 'get',
  path: '/api/audit/export',
  tag,
  summary: 'The audit log as JSON Lines; the export itself is audited',
  rule: admin,
  query: z.strictObject(filter),
  result: auditEntrySchema,
  delivery: 'ndjson',
})
