import type { ErrorCode, FieldError } from '../contract/problem.ts'

interface EngineErrorOptions {
  readonly cause?: unknown
  /** Refused fields; only for `invalid_input`. */
  readonly fields?: readonly FieldError[]
  /** Safe to show to the caller: never secrets, paths of the host or rows of another organization. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * The one error type of the engine. `message` is a sentence that the person who caused it can act on; it is mapped once
 * to problem+json (api/problem.ts), once to a CLI exit code and once to a sentence in the window.
 */
export class EngineError extends Error {
  readonly code: ErrorCode
  readonly fields: readonly FieldError[]
  readonly details: Readonly<Record<string, string | number | boolean | null>>

  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'EngineError'
    this.code = code
    this.fields = options.fields ?? []
    this.details = options.details ?? {}
  }
}

/** A resource that does not exist, or that belongs to another organization: the caller cannot tell which. */
export function notFound(what: string, id: string): EngineError {
  return new EngineError('not_found', `There is no ${what} ${id} in this organization.`, { details: { id } })
}

/** Bad input that only a verb can see, with the body field that caused it. */
export function invalidField(pointer: string, detail: string): EngineError {
  return new EngineError('invalid_input', `${pointer.slice(1) || 'body'}: ${detail}`, {
    fields: [{ in: 'body', pointer, detail }],
  })
}
