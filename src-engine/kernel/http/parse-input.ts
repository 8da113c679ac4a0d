import type { z } from 'zod'
import type { FieldError } from '../../contract/problem.ts'
import { EngineError } from '../../kernel/errors.ts'

/** Parses one part of a request. @throws invalid_input that names every field with a JSON Pointer */
export function parsePart<S extends z.ZodType>(schema: S, value: unknown, part: FieldError['in']): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap((issue) => fieldErrors(issue, part))
  const first = fields[0]
  throw new EngineError(
    'invalid_input',
    first === undefined ? 'The request is not valid.' : `${first.pointer.slice(1) || part}: ${first.detail}`,
    { fields },
  )
}

/** What a schema makes of a part that a request does not have: the same for every request, or refused anew. */
export function ofNothing<S extends z.ZodType>(schema: S, part: FieldError['in']): () => z.output<S> {
  let made: { readonly value: z.output<S> } | null = null
  return () => {
    if (!made) {
      const value = parsePart(schema, {}, part)
      Object.freeze(value)
      made = { value }
    }
    return made.value
  }
}

function fieldErrors(issue: z.core.$ZodIssue, part: FieldError['in']): FieldError[] {
  const base = pointerTo(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ in: part, pointer: base, detail: issue.message }]
  return issue.keys.map((key) => ({ in: part, pointer: base + pointerTo([key]), detail: 'is not a known field' }))
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
