import { z } from 'zod'
import { anyone } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { line, timeSchema } from './values.ts'

/**
 * How an instance renews its token. A token lasts a day; the instance's Ed25519 key, made at its deployment and kept in a
 * file beside the token, lasts as long as the instance. So an agent that was away for weeks delivers what it has spooled,
 * unless it was revoked meanwhile. An agent without the key gets its next token by a new deployment.
 */

/** What an instance signs (Ed25519, UTF-8) to prove that it has its key. */
export function tokenStatement(instance: string, challenge: string): string {
  return `control-center token renewal 1\n${instance}\n${challenge}`
}

export const tokenProofSchema = z.strictObject({
  instance: line(80),
  challenge: line(200),
  /** Of `tokenStatement`, in base64url. */
  signature: z.string().regex(/^[\w-]{86}$/, 'is not an Ed25519 signature in base64url'),
})
export type TokenProof = z.output<typeof tokenProofSchema>

const tag = 'runtime'

export const runtimeChallenge = defineOperation({
  id: 'runtime.challenge',
  method: 'post',
  path: '/token/challenge',
  tag,
  summary: 'Something to sign, good for a minute, once, and for this instance alone',
  rule: anyone,
  body: z.strictObject({ instance: line(80) }),
  result: z.object({ challenge: z.string() }),
})

export const runtimeToken = defineOperation({
  id: 'runtime.token',
  method: 'post',
  path: '/token',
  tag,
  summary: 'A new token for an instance that signs a challenge with its key; the one before is void at once',
  rule: anyone,
  body: tokenProofSchema,
  result: z.object({ token: z.string(), expiresAt: timeSchema }),
  errors: ['unauthenticated'],
})
