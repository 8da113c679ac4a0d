import { hash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/**
 * What an approval and a decision bind to: SHA-256 of the canonical arguments, lower-case hex.
 * @throws NotCanonicalError when the arguments cannot be written canonically
 */
export function argsHash(args: unknown): string {
  return hash('sha256', canonicalJson(args))
}
