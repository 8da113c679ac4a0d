import { z } from 'zod'

/** The closed set of ways an operation can fail. Each maps to one HTTP status, one CLI exit code and one sentence. */
export const errorCodes = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition_failed',
  'illegal_transition',
  'payload_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'rate_limited',
  'locked_out',
  'vault_locked',
  'budget_exceeded',
  'dependency_unavailable',
  'target_failed',
  'timeout',
  'storage_full',
  'read_only',
  'internal',
] as const
export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.output<typeof errorCodeSchema>

/** One field that was refused; `pointer` is a JSON Pointer (RFC 6901) into the part of the request named by `in`. */
export const fieldErrorSchema = z.object({
  in: z.enum(['params', 'query', 'body', 'header']),
  pointer: z.string(),
  detail: z.string(),
})
export type FieldError = z.output<typeof fieldErrorSchema>

/** Problem details as in RFC 9457, with our code, the request id and, for bad input, the fields. */
export const problemSchema = z.object({
  type: z.string().meta({ description: 'URI reference that names the kind of problem' }),
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'A sentence a person can act on' }),
  code: errorCodeSchema,
  requestId: z.string(),
  errors: z.array(fieldErrorSchema).optional(),
})
export type Problem = z.output<typeof problemSchema>
