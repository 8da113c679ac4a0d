import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { Operation } from '../contract/operation.ts'
import type { Binding } from '../entities/bind.ts'
import type { Ctx, Services } from '../entities/context.ts'
import type { Actor } from '../kernel/actor.ts'
import { authorize, reaches } from '../kernel/authorize.ts'
import { EngineError } from '../kernel/errors.ts'
import { ofNothing, parsePart } from '../kernel/http/parse-input.ts'
import { readJson } from '../kernel/http/read-json.ts'
import { checkOrigin, createRateLimit } from './guard.ts'
import type { ApiConfig } from './config.ts'
import { createErrorAnswer } from './error-answer.ts'
import { versionFor } from './etag.ts'
import { createIdempotency, markCarriedOut } from './idempotency.ts'
import { answerOf, send } from './json-answer.ts'
import { moveRefreshToken, movesCookies, withRefreshCookie } from './refresh-cookie.ts'
import { streamAnswer } from './stream-answer.ts'
import { createTurns } from './turns.ts'

const REQUEST_ID = /^[A-Za-z0-9._-]{8,80}$/

/** The address a request came from, as the host's HTTP server knows it; `local` when it came without a socket. */
export type AddressOf = (c: Context) => string

export interface MountParts {
  readonly services: Services
  readonly config: ApiConfig
  readonly authenticate: (header: string | undefined) => Actor
  readonly addressOf: AddressOf
}

/**
 * The one mount loop: every binding becomes a route that checks where the request comes from, counts it, finds out who
 * asks, parses what is asked with the operation's own schemas, and calls the verb, which authorizes on its first line.
 */
export function mountBindings(
  app: Hono,
  bindings: readonly Binding[],
  { services, config, authenticate, addressOf }: MountParts,
): void {
  const requests = createRateLimit(config.limits.perMinute)
  const signIns = createRateLimit(config.limits.signInsPerMinute)
  const idempotency = createIdempotency(services.store, services.clock)
  const answerError = createErrorAnswer(services)
  const turns = createTurns(() => services.store.writable())

  async function count(operation: Operation, actor: Actor, c: Context): Promise<void> {
    const signIn = operation.tag === 'auth' && operation.method === 'post' && operation.rule.kind !== 'role'
    if (signIn) await signIns.count(addressOf(c))
    else await requests.count(actor.kind === 'user' ? actor.id : addressOf(c))
  }

  /** Whether somebody who was allowed to begin may go on. */
  function stillMay(operation: Operation, actor: Actor): boolean {
    if (actor.kind !== 'user' || operation.rule.kind !== 'role') return true
    const now = services.sessions.actorOf(actor.session)
    return now?.kind === 'user' && reaches(now.role, operation.rule.atLeast)
  }

  for (const binding of literalFirst(bindings)) {
    const { operation } = binding
    const hasBody = operation.body.type !== 'undefined'
    const hasParams = operation.path.includes('{')
    const noParams = ofNothing(operation.params, 'params')
    const noQuery = ofNothing(operation.query, 'query')
    app.on(operation.method.toUpperCase(), operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const given = c.req.header('x-request-id')
      const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
      let actor: Actor = { kind: 'anonymous' }
      try {
        checkOrigin(config, c.req.header('host'), c.req.header('origin'), config.allowedOrigins)
        actor = authenticate(c.req.header('authorization'))
        await count(operation, actor, c)
        // The verb authorizes too; asked here, nobody who may not call makes us read a body.
        authorize(actor, operation)
        const input = {
          params: hasParams ? parsePart(operation.params, c.req.param(), 'params') : noParams(),
          query: c.req.url.includes('?') ? parsePart(operation.query, queryOf(c), 'query') : noQuery(),
          body: hasBody
            ? parsePart(
                operation.body,
                withRefreshCookie(operation, c, config, await readJson(c.req.raw, operation.bodyLimit)),
                'body',
              )
            : undefined,
          lastEventId: c.req.header('last-event-id') ?? null,
        }
        const ctx: Ctx = {
          ...services,
          actor,
          requestId,
          ifVersion: versionFor(operation, c.req.header('if-match')),
          client: (c.req.header('user-agent') ?? 'unknown').slice(0, 200),
          signal: c.req.raw.signal,
        }
        if (binding.kind === 'stream')
          return streamAnswer(
            c,
            operation,
            requestId,
            await binding.run(ctx, input),
            () => stillMay(operation, actor),
            (error) => services.logger.info({ err: error, requestId, operation: operation.id }, 'a stream broke off'),
          )
        // What writes is heavy, and comes in bursts.
        if (operation.method !== 'get') await turns.next()
        const once = idempotency.keyOf(c.req.header('idempotency-key'), actor, operation, input)
        if (!once) {
          const running = binding.run(ctx, input)
          const told = movesCookies(operation) ? moveRefreshToken(operation, c, config, input.body, running) : running
          return send(c, operation, requestId, answerOf(operation, await inTime(config, told)))
        }
        const marked = { ...ctx, mark: markCarriedOut(once, services.clock.now()) }
        // The key is held until the verb has ended, however long ago its caller was answered.
        const answer = idempotency.run(once, !operation.secretResult, async () =>
          answerOf(operation, await binding.run(marked, input)),
        )
        return send(c, operation, requestId, await inTime(config, answer))
      } catch (error) {
        return answerError(c, operation, actor, requestId, error)
      }
    })
  }
}

/** Routes match in the order they are mounted: `/targets/detect` has to come before `/targets/{id}`. */
function literalFirst(bindings: readonly Binding[]): readonly Binding[] {
  // A brace sorts after every character of a literal segment.
  return bindings.toSorted((a, b) => (a.operation.path < b.operation.path ? -1 : 1))
}

/** Query parameters; one that is given twice is a list, which no schema of ours takes, so it is refused by name. */
function queryOf(c: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

/** A verb that takes too long is answered; what it began goes on and shows in the events. */
async function inTime<Result>(config: ApiConfig, result: Result | Promise<Result>): Promise<Result> {
  if (!(result instanceof Promise)) return result
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new EngineError(
            'timeout',
            'This takes longer than expected. Look at the list again in a moment to see whether it was done.',
          ),
        ),
      config.limits.timeoutMs,
    )
  })
  try {
    return await Promise.race([result, limit])
  } finally {
    clearTimeout(timer)
  }
}
