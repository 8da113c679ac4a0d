import { Hono } from 'hono'
import type { Binding } from '../entities/bind.ts'
import type { Services } from '../entities/context.ts'
import { EngineError } from '../kernel/errors.ts'
import { problemResponse } from '../kernel/http/problem.ts'
import { createAuthenticate } from './authenticate.ts'
import type { ApiConfig } from './config.ts'
import { mountDashboard } from './dashboard.ts'
import { mountDocs } from './docs.ts'
import { allowForeignOrigins } from './foreign-origins.ts'
import { checkOrigin } from './guard.ts'
import { type AddressOf, mountBindings } from './mount.ts'
import { secured } from './security-headers.ts'

export { type ApiConfig, defaultLimits } from './config.ts'
export type { AddressOf } from './mount.ts'

export interface ApiParts {
  readonly services: Services
  readonly bindings: readonly Binding[]
  readonly config: ApiConfig
  /** One-time token of the first start. */
  readonly setupToken: string
  readonly addressOf: AddressOf
}

/** The API as one value. Window, browser, CLI and tests all come in here. */
export interface Api {
  /** @param env what the host's HTTP server knows of the request, for {@link AddressOf} */
  fetch(request: Request, env?: object): Response | Promise<Response>
}

/** Puts router, bindings, documents and dashboard together; every answer carries the security headers. */
export function createApi({ services, bindings, config, setupToken, addressOf }: ApiParts): Api {
  const app = new Hono()
  allowForeignOrigins(app, config)
  mountBindings(app, bindings, { services, config, addressOf, authenticate: createAuthenticate(services, setupToken) })
  for (const path of ['/openapi.json', '/docs', '/docs/*', '/dashboard', '/dashboard/*', '/'] as const) {
    app.use(path, async (c, next) => {
      checkOrigin(config, c.req.header('host'), c.req.header('origin'))
      await next()
    })
  }
  mountDocs(
    app,
    bindings.map((binding) => binding.operation),
    services.version,
    config.docsScript,
  )
  if (config.dashboard !== null) mountDashboard(app, config.dashboard)

  const methods = methodsByPath(bindings)
  app.notFound((c) => {
    const matching = methods.filter(({ pattern }) => pattern.test(c.req.path))
    const allowed = [...new Set(matching.map(({ method }) => method.toUpperCase()))]
    const requestId = services.ids.next('req')
    if (allowed.length === 0)
      return problemResponse(
        new EngineError('not_found', `There is nothing at ${c.req.path.slice(0, 200)}.`),
        requestId,
      )
    const response = problemResponse(
      new EngineError('method_not_allowed', `${c.req.path.slice(0, 200)} takes ${allowed.join(', ')}.`),
      requestId,
    )
    response.headers.set('allow', allowed.join(', '))
    return response
  })
  app.onError((error) => {
    const requestId = services.ids.next('req')
    if (error instanceof EngineError) return problemResponse(error, requestId)
    services.logger.error({ err: error, requestId }, 'a request failed unexpectedly')
    return problemResponse(
      new EngineError('internal', `Something went wrong here. The log has it under ${requestId}.`),
      requestId,
    )
  })
  return {
    // Around the router and not a middleware of it: a route without one is called straight away.
    fetch(request, env) {
      const answer = app.fetch(request, env)
      return answer instanceof Promise ? answer.then(secured) : secured(answer)
    },
  }
}

function methodsByPath(bindings: readonly Binding[]): { pattern: RegExp; method: string }[] {
  return bindings.map(({ operation }) => ({
    method: operation.method,
    pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }))
}
