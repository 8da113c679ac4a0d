import type { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { ApiConfig } from './config.ts'
import { checkOrigin } from './guard.ts'

/** Whether a request comes from a page of another site that may call us. Such a page has a bearer token, never our cookie. */
export function isForeign(config: ApiConfig, origin: string | undefined): boolean {
  if (origin === undefined || config.allowedOrigins.size === 0) return false
  const name = origin.toLowerCase()
  return config.allowedOrigins.has(name) && !config.origins.has(name)
}

/**
 * Answers the preflights of the pages that the host allows, and lets them read what they are answered (CORS). Whoever is
 * not allowed comes past this to where it is refused.
 */
export function allowForeignOrigins(app: Hono, config: ApiConfig): void {
  if (config.allowedOrigins.size === 0) return
  const share = cors({
    origin: (origin) => origin,
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: [
      'authorization',
      'content-type',
      'if-match',
      'if-none-match',
      'idempotency-key',
      'last-event-id',
      'x-request-id',
    ],
    exposeHeaders: ['etag', 'location', 'x-request-id', 'retry-after'],
    maxAge: 600,
  })
  const forForeign = createMiddleware(async (c, next) => {
    const origin = c.req.header('origin')
    if (!isForeign(config, origin)) return next()
    checkOrigin(config, c.req.header('host'), origin, config.allowedOrigins)
    return share(c, next)
  })
  for (const path of ['/auth/*', '/api/*']) app.use(path, forForeign)
}
