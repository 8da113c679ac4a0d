import { EngineError } from '../../kernel/errors.ts'
import type { AgentIdentity, RuntimePorts } from '../ports.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,2048})$/i

/** Who sends a request. @throws unauthenticated, in the same words whatever is wrong with the token */
export async function authenticate(ports: RuntimePorts, request: Request): Promise<AgentIdentity> {
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
  const who = token === undefined ? null : await ports.identity.authenticate(token)
  if (who === null) throw new EngineError('unauthenticated', 'The agent token is missing, expired or revoked.')
  return who
}
