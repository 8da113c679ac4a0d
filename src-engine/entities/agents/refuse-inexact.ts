import { NotCanonicalError, canonicalJson } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'

/**
 * Runs what takes canonical JSON of a caller's values, so that what canonical JSON cannot carry (integers beyond 2^53,
 * nesting beyond 64 levels) is the caller's mistake and not ours.
 * @param at pointer of those values in the body
 * @throws EngineError `invalid_input` pointing at the value
 */
export function inexactRefused<Result>(at: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof NotCanonicalError)) throw cause
    const pointer = `${at}${cause.pointer}`
    throw new EngineError('invalid_input', `${pointer.slice(1)}: ${cause.detail}`, {
      cause,
      fields: [{ in: 'body', pointer, detail: cause.detail }],
    })
  }
}

/** @throws EngineError `invalid_input` pointing at what canonical JSON cannot carry. */
export function refuseInexact(body: object): void {
  inexactRefused('', () => canonicalJson(body))
}
