import type { Context } from 'hono'
import type { Operation } from '../contract/operation.ts'
import type { Services } from '../entities/context.ts'
import type { Actor } from '../kernel/actor.ts'
import { EngineError } from '../kernel/errors.ts'
import { problemResponse } from '../kernel/http/problem.ts'
import { createRefusalAudit } from './refusal-audit.ts'

export type ErrorAnswer = (
  c: Context,
  operation: Operation,
  actor: Actor,
  requestId: string,
  error: unknown,
) => Promise<Response>

/**
 * Every error as a problem. What ran into a limit is audited (refusal-audit.ts); what nobody foresaw is logged with the
 * request id and told without its details.
 */
export function createErrorAnswer(services: Services): ErrorAnswer {
  const auditRefusal = createRefusalAudit(services)
  return async function answerError(c, operation, actor, requestId, error) {
    if (!(error instanceof EngineError)) {
      services.logger.error({ err: error, requestId, operation: operation.id }, 'a request failed unexpectedly')
      return finish(
        requestId,
        new EngineError(
          'internal',
          `Something went wrong here, not with your request. The log has it under ${requestId}.`,
        ),
      )
    }
    if (error.code === 'internal')
      services.logger.error({ err: error, requestId, operation: operation.id }, error.message)
    const withSetupToken = c.req.header('authorization')?.startsWith('Setup ') ?? false
    await auditRefusal({ operation, actor, requestId, path: c.req.path, withSetupToken, error })
    return finish(requestId, error)
  }
}

function finish(requestId: string, error: EngineError): Response {
  const response = problemResponse(error, requestId)
  response.headers.set('x-request-id', requestId)
  // The rest of a body that was too large is not read; the connection cannot be used again.
  if (error.code === 'payload_too_large') response.headers.set('connection', 'close')
  return response
}
