import { Hono, type Context } from 'hono'
import type { InputOf, Operation, ResultOf } from '../contract/operation.ts'
import { runtimeChallenge, runtimeToken } from '../contract/runtime-token.ts'
import * as contract from '../contract/runtime.ts'
import { EngineError, invalidField } from '../kernel/errors.ts'
import type { Call } from './call.ts'
import { answerApproval } from './handlers/approval.ts'
import { createDecide } from './handlers/decide.ts'
import { createFetch } from './handlers/fetch.ts'
import { takeResult } from './handlers/result.ts'
import { renewToken } from './handlers/token.ts'
import { createBookUsage } from './handlers/usage.ts'
import { authenticate } from './http/authenticate.ts'
import { refusePages } from './http/refuse-pages.ts'
import { namesTag } from '../kernel/http/names-tag.ts'
import { ofNothing, parsePart } from '../kernel/http/parse-input.ts'
import { problemResponse } from '../kernel/http/problem.ts'
import { readJson } from '../kernel/http/read-json.ts'
import { createChatProxy } from './llm/chat-proxy.ts'
import type { RuntimePorts } from './ports.ts'

type Handler<O extends Operation> = (call: Call<O>) => Promise<ResultOf<O> | Response>

/**
 * The contract between a running agent and the control center as one mountable app: every operation of
 * contract/runtime.ts and the model proxy. It knows nothing but its ports, so the engine, a relay and a test mount the
 * same code.
 */
export function createRuntimeApp(ports: RuntimePorts): Hono {
  const app = new Hono()

  function answer<O extends Operation>(operation: O, handle: (c: Context) => Promise<ResultOf<O> | Response>): void {
    const route = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(operation.method.toUpperCase(), route, async (c) => {
      refusePages(c.req.raw)
      const result = await handle(c)
      if (result instanceof Response) return result
      return operation.status === 204 ? c.body(null, 204) : c.json(result, operation.status)
    })
  }
  function mount<O extends Operation>(operation: O, handle: Handler<O>): void {
    const read = createInput(operation)
    answer(operation, async (c) => {
      const request = c.req.raw
      const who = await authenticate(ports, request)
      const { params, query, body } = await read(c)
      return handle({ params, query, body, who, request, idempotencyKey: request.headers.get('idempotency-key') })
    })
  }

  mount(contract.runtimeConfig, async ({ who, query, request }) => {
    const bundle = await ports.config.bundle(who, query.rev, query.wait * 1_000, request.signal)
    if (bundle === null) throw new EngineError('not_found', 'No configuration is deployed to this agent.')
    const etag = `"${bundle.sha256}"`
    const isKnown = bundle.rev <= query.rev || namesTag(request.headers.get('if-none-match') ?? undefined, etag)
    return isKnown
      ? new Response(null, { status: 304, headers: { etag } })
      : Response.json(bundle, { headers: { etag } })
  })
  mount(contract.runtimeHeartbeat, async ({ who, body }) => {
    if (body.instance !== who.instance)
      throw invalidField('/instance', 'is not the instance that the token was made for')
    const msLeft = ports.identity.msLeft(who.instance)
    const reply = await ports.config.heartbeat(who, body)
    return { ...reply, ...(msLeft === null ? {} : { tokenSeconds: Math.floor(msLeft / 1_000) }) }
  })
  mount(contract.runtimeDecide, createDecide(ports))
  mount(contract.runtimeApproval, (call) => answerApproval(ports, call))
  mount(contract.runtimeResult, (call) => takeResult(ports, call))
  mount(contract.runtimeEvents, async ({ who, body }) => ({ accepted: await ports.sink.events(who, body.events) }))
  mount(contract.runtimeConversations, async ({ who, body }) => ({ accepted: await ports.sink.turns(who, body.turns) }))
  mount(contract.runtimeRun, async ({ who, body }) => {
    await ports.runs.report(who, body)
    return { accepted: 1 }
  })
  mount(contract.runtimeRuns, async ({ who }) => ({ runs: await ports.runs.owed(who) }))
  mount(contract.runtimeUsage, createBookUsage(ports))
  mount(contract.runtimeFetch, createFetch(ports))

  // By whoever has no good token any more: a proof of the instance's key takes its place.
  const readChallenge = createInput(runtimeChallenge)
  answer(runtimeChallenge, async (c) => {
    const { body } = await readChallenge(c)
    return { challenge: ports.identity.challenge(body.instance) }
  })
  const readToken = createInput(runtimeToken)
  answer(runtimeToken, async (c) => renewToken(ports, (await readToken(c)).body))

  const chat = createChatProxy(ports)
  app.post(contract.LLM_CHAT_PATH, async (c) => {
    refusePages(c.req.raw)
    return chat(await authenticate(ports, c.req.raw), c.req.raw)
  })

  app.notFound((c) => {
    refusePages(c.req.raw)
    return problemResponse(
      new EngineError('not_found', `There is nothing at ${c.req.method} ${c.req.path}.`),
      ports.ids.next('req'),
    )
  })
  app.onError((error, c) => answerError(ports, error, c))
  return app
}

/** Reads what an operation is asked with; a part that it does not have is parsed once. */
function createInput<O extends Operation>(operation: O): (c: Context) => Promise<InputOf<O>> {
  const hasParams = operation.path.includes('{')
  const hasBody = operation.method !== 'get' && operation.method !== 'delete'
  const noParams = ofNothing<O['params']>(operation.params, 'params')
  const noQuery = ofNothing<O['query']>(operation.query, 'query')
  return async (c) => {
    const params = hasParams ? parsePart<O['params']>(operation.params, c.req.param(), 'params') : noParams()
    const query = c.req.url.includes('?') ? parsePart<O['query']>(operation.query, c.req.query(), 'query') : noQuery()
    const given = hasBody ? await readJson(c.req.raw, operation.bodyLimit) : undefined
    return { params, query, body: parsePart<O['body']>(operation.body, given, 'body') }
  }
}

function answerError(ports: RuntimePorts, error: Error, c: Context): Response {
  const requestId = ports.ids.next('req')
  if (error instanceof EngineError) return problemResponse(error, requestId)
  if (c.req.raw.signal.aborted) return new Response(null, { status: 499 })
  ports.log.error(
    { err: error, requestId, method: c.req.method, path: c.req.path },
    'a runtime call failed unexpectedly',
  )
  return problemResponse(
    new EngineError('internal', `Something went wrong in the control center; its log has request ${requestId}.`),
    requestId,
  )
}
