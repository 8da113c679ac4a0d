import type { MiddlewareHandler } from 'hono'
import { EngineError } from '../../kernel/errors.ts'

/**
 * Turns away what a browser sends for a page: it names its origin with every call to another one, also in a preflight, and
 * an agent never does. Before anything else, so that a page somebody visits cannot even try tokens.
 * @throws EngineError `forbidden`
 */
export const refusePages: MiddlewareHandler = (c, next) => {
  if (c.req.raw.headers.has('origin'))
    throw new EngineError('forbidden', 'This address is for deployed agents. Pages in a browser are not answered here.')
  return next()
}
