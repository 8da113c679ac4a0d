import type { ResultOf } from '../../contract/operation.ts'
import type { runtimeToken, TokenProof } from '../../contract/runtime-token.ts'
import { isoTime } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { RuntimePorts } from '../ports.ts'

/** A new token for a proof. @throws unauthenticated, in the same words whatever is wrong with it */
export async function renewToken(ports: RuntimePorts, proof: TokenProof): Promise<ResultOf<typeof runtimeToken>> {
  const renewed = await ports.identity.renew(proof)
  if (renewed === null)
    throw new EngineError(
      'unauthenticated',
      'The proof does not renew a token: the instance is revoked, or asks too late.',
    )
  return { token: renewed.token, expiresAt: isoTime(renewed.expiresAt) }
}
