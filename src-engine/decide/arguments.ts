import { z } from 'zod'
import type { Tool } from '../contract/tools.ts'

/** Says what is wrong with the arguments of a call, naming the argument; null when they fit the tool's JSON Schema. */
export type ArgumentCheck = (args: unknown) => string | null

/**
 * Compiles the JSON Schema (2020-12) of a tool's arguments. A schema that cannot be compiled makes every call unfit:
 * a tool whose arguments nobody can check is not called.
 */
export function compileArguments(tool: Tool): ArgumentCheck {
  let schema: z.ZodType
  try {
    schema = z.fromJSONSchema(tool.args)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason'
    return () => `the argument schema of ${tool.id} cannot be used (${why})`
  }
  return (args) => {
    const parsed = schema.safeParse(args)
    if (parsed.success) return misspeltPath(parsed.data)
    const issue = parsed.error.issues[0]
    return issue === undefined ? 'the arguments do not fit' : `/${issue.path.map(String).join('/')}: ${issue.message}`
  }
}

/**
 * A file has one spelling, or a rule that names it could be walked around (`key.pem/.`, `notes/../key.pem`): no `.` or
 * `..` parts, but for `.` alone, and no doubled or closing slash.
 */
function misspeltPath(args: unknown): string | null {
  const path: unknown = typeof args === 'object' && args !== null ? Reflect.get(args, 'path') : null
  if (typeof path !== 'string' || path === '.') return null
  const parts = path.split('/')
  const misspelt = parts.some((part, index) => part === '.' || part === '..' || (part === '' && index > 0))
  return misspelt ? '/path: is not the plain name of a file; write it without . or .. parts and closing slashes' : null
}
