import { z } from 'zod'
import { errorCodeSchema } from '../../src-engine/contract/problem.ts'

const shortProblemSchema = z.object({ code: errorCodeSchema, detail: z.string() })
/** OpenAI's error shape, which a model proxy may wrap a problem in: `{error: {code, message}}`. */
const modelErrorSchema = z.object({ error: z.object({ code: errorCodeSchema, message: z.string() }) })

export type ShortProblem = z.output<typeof shortProblemSchema>

/** Code and sentence of a problem document (RFC 9457), or undefined when the text is none. */
export function parseProblem(text: string): ShortProblem | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined // Not JSON: a proxy in between, or a cut answer. The status alone has to tell.
  }
  const problem = shortProblemSchema.safeParse(value)
  if (problem.success) return problem.data
  const wrapped = modelErrorSchema.safeParse(value)
  return wrapped.success ? { code: wrapped.data.error.code, detail: wrapped.data.error.message } : undefined
}

/** `Retry-After` in milliseconds (seconds or an HTTP date, RFC 9110 section 10.2.3), at most five minutes. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 300_000) : undefined
}
