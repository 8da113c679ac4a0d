import type { ErrorCode, FieldError } from '../../src-engine/contract/problem.ts'

/** What stops a command before or instead of an answer of the engine; `usage` is the person's mistake at the keyboard. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: ErrorCode | 'usage' | 'unsuccessful'
  readonly fields: readonly FieldError[]

  constructor(
    code: CliError['code'],
    message: string,
    options: { readonly cause?: unknown; readonly fields?: readonly FieldError[] } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.fields = options.fields ?? []
  }
}
