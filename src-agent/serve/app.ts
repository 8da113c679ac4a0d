import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Problem } from '../../src-engine/contract/problem.ts'
import { runOrderSchema } from '../../src-engine/contract/runtime.ts'
import type { BundleKeeper } from '../bundle/index.ts'
import type { TokenFile } from '../config/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { log } from '../log.ts'
import type { RunManager } from '../runs/index.ts'
import { streamRun } from './stream-run.ts'

const MOST_BODY = 256 * 1024

interface AppDeps {
  readonly instance: string
  readonly token: TokenFile
  readonly bundle: BundleKeeper
  readonly runs: RunManager
  readonly readiness: () => Record<string, { readonly ok: boolean; readonly detail: string }>
  readonly stopping: () => boolean
}

/** What the agent serves: probes for everybody who can reach it, work for whoever has its token. */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono()

  app.get('/healthz', (c) => c.json({ status: 'ok', instance: deps.instance }))
  app.get('/startupz', (c) =>
    c.json(
      { admits: deps.bundle.fetched() && deps.bundle.current() !== undefined, rev: deps.bundle.current()?.rev ?? 0 },
      deps.bundle.fetched() && deps.bundle.current() !== undefined ? 200 : 503,
    ),
  )
  app.get('/readyz', (c) => {
    const dependencies = deps.readiness()
    const ready = Object.values(dependencies).every(({ ok }) => ok)
    return c.json({ ready, dependencies }, ready ? 200 : 503)
  })

  app.use('/v1/*', async (c, next) => {
    if (!deps.token.matches(c.req.header('authorization')))
      throw new AgentError('unauthenticated', "The agent's token is missing or wrong.", { status: 401 })
    await next()
  })
  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: MOST_BODY,
      onError: () =>
        Promise.reject(new AgentError('payload_too_large', `A body has at most ${MOST_BODY} bytes.`, { status: 413 })),
    }),
  )

  app.post('/v1/runs', async (c) => {
    if (deps.stopping()) throw new AgentError('dependency_unavailable', 'The agent is shutting down.', { status: 503 })
    if (deps.bundle.current() === undefined)
      throw new AgentError('dependency_unavailable', 'The agent has no config yet.', { status: 503 })
    const order = runOrderSchema.safeParse(await jsonBody(c.req.text()))
    if (!order.success) throw new AgentError('invalid_input', z.prettifyError(order.error), { status: 400 })
    const { run, state } = deps.runs.give(order.data)
    return c.json({ run, state }, 202)
  })

  app.get('/v1/runs/:id/events', (c) => {
    const found = deps.runs.find(c.req.param('id'))
    if (found === undefined) throw new AgentError('not_found', 'There is no such run here.', { status: 404 })
    return streamRun(c, found)
  })

  app.post('/v1/runs/:id/cancel', async (c) => {
    if (!(await deps.runs.cancel(c.req.param('id'), 'Cancelled on request.')))
      throw new AgentError('not_found', 'There is no such run here.', { status: 404 })
    return c.json({ run: c.req.param('id') }, 202)
  })

  app.notFound(() => problem(new AgentError('not_found', 'There is nothing at this address.', { status: 404 })))
  app.onError((error) => {
    if (error instanceof AgentError && error.status !== 0) return problem(error)
    log('error', 'a request failed', { why: sentence(error) })
    return problem(new AgentError('internal', 'The agent could not do that; its log says why.', { status: 500 }))
  })
  return app
}

async function jsonBody(text: Promise<string>): Promise<unknown> {
  try {
    return JSON.parse(await text)
  } catch (cause) {
    if (cause instanceof AgentError) throw cause
    throw new AgentError('invalid_input', 'The body is not JSON.', { cause, status: 400 })
  }
}

function problem(error: AgentError): Response {
  const requestId = crypto.randomUUID()
  const body = {
    type: `about:blank#${error.code}`,
    title: error.code,
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
  } satisfies Problem
  const headers = new Headers({ 'content-type': 'application/problem+json' })
  // The rest of the body is never read: a client that kept the connection would lose its next request on it.
  if (error.status === 413) headers.set('connection', 'close')
  return Response.json(body, { status: error.status, headers })
}
