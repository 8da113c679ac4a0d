import { z } from 'zod'
import type { FieldError } from '../../../src-engine/contract/problem.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'

/**
 * The body of a call: JSON of a file, with `given` on top, checked as the engine would.
 * @throws CliError `invalid_input` that names the fields, `usage` for what is no JSON object
 */
export async function readBody<Schema extends z.ZodType>(
  io: Io,
  schema: Schema,
  file: string | undefined,
  given: object,
): Promise<z.input<Schema>> {
  const value = { ...(file === undefined ? {} : objectOf(file, await io.read(file))), ...given }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }): FieldError => ({
      in: 'body',
      pointer: path.map((key) => `/${String(key)}`).join(''),
      detail: message,
    }))
    throw new CliError('invalid_input', 'The description is not complete or not right.', { fields })
  }
  // What was checked is sent as it was given: defaults are the engine's to fill in.
  return value as z.input<Schema>
}

function objectOf(file: string, text: string): object {
  const value = z.record(z.string(), z.json()).safeParse(parseJson(file, text))
  if (value.success) return value.data
  throw new CliError('usage', `${file} holds no JSON object.`)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError('usage', `${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
