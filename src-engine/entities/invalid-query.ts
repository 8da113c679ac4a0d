import { EngineError } from '../kernel/errors.ts'

/** A query parameter that only a verb can refuse. */
export function invalidQuery(pointer: string, detail: string): EngineError {
  return new EngineError('invalid_input', `${pointer.slice(1)}: ${detail}`, {
    fields: [{ in: 'query', pointer, detail }],
  })
}
