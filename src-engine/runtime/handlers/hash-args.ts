import { argsHash, NotCanonicalError } from '../../decide/index.ts'
import { invalidField } from '../../kernel/errors.ts'

/** Hash of a call's arguments. @throws invalid_input naming the argument that canonical JSON cannot carry */
export function hashArgs(args: unknown): string {
  try {
    return argsHash(args)
  } catch (error) {
    if (error instanceof NotCanonicalError) throw invalidField(`/args${error.pointer}`, error.detail)
    throw error
  }
}
