import { verify } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { referenceTools } from '../../src-engine/contract/reference-tools.ts'
import * as contract from '../../src-engine/contract/runtime.ts'
import { runtimeChallenge, runtimeToken, tokenStatement } from '../../src-engine/contract/runtime-token.ts'
import type {
  AgentCommand,
  AgentEvent,
  AgentTurn,
  ConfigBundle,
  DecideRequest,
  Heartbeat,
  RunOrder,
  RunReport,
  ToolResult,
} from '../../src-engine/contract/runtime.ts'
import { hashOf } from '../bundle/verified-bundle.ts'
import { answerAsModel, type ModelRequest, type ScriptedReply } from './scripted-model.ts'

export const TOKEN = 'test-token-not-a-secret'
const HOUR_MS = 3_600_000

interface Approval {
  state: 'waiting' | 'approved' | 'denied' | 'expired' | 'withdrawn'
  comment: string | null
  readonly call: string
}

/** Starts the smallest control center that keeps the contract: every request is parsed with the contract's own schemas. */
export async function startControlCenter() {
  const seen = {
    decides: [] as DecideRequest[],
    results: [] as ToolResult[],
    events: [] as AgentEvent[],
    turns: [] as AgentTurn[],
    reports: [] as RunReport[],
    beats: [] as Heartbeat[],
    fetches: [] as string[],
    models: [] as ModelRequest[],
    repeated: [] as string[],
    /** Paths that were asked for with a token that is not good, and how often a token was renewed. */
    refused: [] as string[],
    renewals: 0,
    /** Requests that broke the contract. Must stay empty. */
    violations: [] as string[],
  }
  const settings = {
    script: [] as ScriptedReply[],
    judge: (_: DecideRequest): 'allow' | 'ask' | 'deny' => 'allow',
    commands: [] as AgentCommand[],
    owed: [] as RunOrder[],
    every: 1,
    bundle: makeBundle(1),
    /** Accept heartbeats, but never answer them. */
    deafToHeartbeats: false,
    token: TOKEN,
    /** Said with heartbeats when it is set. */
    tokenSeconds: undefined as number | undefined,
    /** Of the agent's key; null for one that was revoked. */
    publicKey: null as string | null,
    /** Answer 503 to everything that delivers records. */
    takesRecords: true,
  }
  const approvals = new Map<string, Approval>()
  const keys = new Set<string>()
  const allowed = new Map<string, string>()
  let ids = 0
  const newId = (prefix: string) => `${prefix}_${String(++ids).padStart(10, '0')}`
  const app = new Hono()

  app.use(async (c, next) => {
    if (c.req.path.startsWith('/token')) return next()
    if (c.req.header('authorization') !== `Bearer ${settings.token}`) {
      seen.refused.push(c.req.path)
      return problem(c, 401, 'unauthenticated', 'Wrong token.')
    }
    const needed = c.req.path === contract.LLM_CHAT_PATH ? contract.RUN_HEADER : 'idempotency-key'
    if (c.req.method === 'POST' && c.req.header(needed) === undefined)
      seen.violations.push(`${c.req.path}: no ${needed}`)
    return next()
  })

  for (const { path } of [
    contract.runtimeResult,
    contract.runtimeEvents,
    contract.runtimeConversations,
    contract.runtimeRun,
  ])
    app.use(path, (c, next) =>
      settings.takesRecords ? next() : Promise.resolve(problem(c, 503, 'dependency_unavailable', 'Not now.')),
    )

  function mount<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    handle: (
      input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
      c: Context,
    ) => Promise<z.input<R> | Response> | z.input<R> | Response,
  ): void {
    app.on(operation.method.toUpperCase(), operation.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      const text = await c.req.text()
      if (Buffer.byteLength(text) > operation.bodyLimit) {
        seen.violations.push(`${operation.id}: a body of ${Buffer.byteLength(text)} bytes`)
        return problem(c, 413, 'payload_too_large', 'Too large.')
      }
      const params = operation.params.safeParse(c.req.param())
      const query = operation.query.safeParse(c.req.query())
      const body = operation.body.safeParse(text === '' ? undefined : JSON.parse(text))
      if (!params.success || !query.success || !body.success) {
        const why = `${operation.id}: ${[params, query, body].map(({ error }) => error?.message ?? '').join(' ')}`
        seen.violations.push(why)
        return problem(c, 400, 'invalid_input', why)
      }
      const answer = await handle({ params: params.data, query: query.data, body: body.data }, c)
      return answer instanceof Response ? answer : c.json(operation.result.parse(answer))
    })
  }

  /** Takes a record once: true the first time its key is seen. */
  function once1(key: string): boolean {
    if (keys.has(key)) seen.repeated.push(key)
    else {
      keys.add(key)
      return true
    }
    return false
  }

  mount(contract.runtimeConfig, async ({ query }, c) => {
    for (let waited = 0; settings.bundle.rev <= query.rev && waited < query.wait * 1000; waited += 50) await sleep(50)
    return settings.bundle.rev <= query.rev ? c.body(null, 304) : settings.bundle
  })
  mount(contract.runtimeHeartbeat, async ({ body }) => {
    seen.beats.push(body)
    while (settings.deafToHeartbeats) await sleep(50)
    return {
      rev: settings.bundle.rev,
      commands: settings.commands.splice(0),
      every: settings.every,
      tokenSeconds: settings.tokenSeconds,
    }
  })
  mount(runtimeChallenge, ({ body }) => ({ challenge: `challenge-${newId('chl')}-${body.instance}` }))
  mount(runtimeToken, ({ body: { instance, challenge, signature } }, c) => {
    const statement = Buffer.from(tokenStatement(instance, challenge))
    const { publicKey } = settings
    if (publicKey === null || !verify(null, statement, publicKey, Buffer.from(signature, 'base64url')))
      return problem(c, 401, 'unauthenticated', 'No.')
    seen.renewals += 1
    settings.token = `renewed-${seen.renewals}`
    settings.tokenSeconds = undefined
    return { token: settings.token, expiresAt: new Date(Date.now() + 24 * HOUR_MS).toISOString() }
  })
  mount(contract.runtimeDecide, ({ body }, c) => {
    seen.decides.push(body)
    const decisionId = newId('dec')
    const approval = body.approvalId === undefined ? undefined : approvals.get(body.approvalId)
    if (body.approvalId !== undefined && approval?.call !== body.call)
      return problem(c, 409, 'conflict', 'This approval is of another call.')
    const verdict = approval === undefined ? settings.judge(body) : approval.state === 'approved' ? 'allow' : 'deny'
    const expiresAt = new Date(Date.now() + HOUR_MS).toISOString()
    if (verdict === 'deny') return { verdict, decisionId, reason: 'the profile says no' }
    allowed.set(decisionId, canonical(body.tool, body.args))
    if (verdict === 'allow') return { verdict, decisionId, expiresAt, reason: 'the profile says yes' }
    const approvalId = newId('apr')
    approvals.set(approvalId, { state: 'waiting', comment: null, call: body.call })
    return { verdict, decisionId, approvalId, expiresAt, reason: 'a person must look' }
  })
  mount(contract.runtimeApproval, async ({ params, query }, c) => {
    const approval = approvals.get(params.id)
    if (approval === undefined) return problem(c, 404, 'not_found', 'No such approval.')
    for (let waited = 0; approval.state === 'waiting' && waited < query.wait * 1000; waited += 20) await sleep(20)
    return {
      id: params.id,
      state: approval.state,
      argsHash: 'a'.repeat(64),
      expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
      comment: approval.comment,
    }
  })
  mount(contract.runtimeResult, ({ body }, c) => {
    if (allowed.get(body.decisionId) !== canonical(body.tool, body.args))
      seen.violations.push(`result of an undecided call: ${body.tool}`)
    if (once1(c.req.header('idempotency-key') ?? '')) seen.results.push(body)
    return { accepted: 1 }
  })
  mount(contract.runtimeEvents, ({ body }) => ({
    accepted: body.events.filter((event) => once1(event.key) && seen.events.push(event)).length,
  }))
  mount(contract.runtimeConversations, ({ body }) => ({
    accepted: body.turns.filter((turn) => once1(`${turn.run}#${turn.index}`) && seen.turns.push(turn)).length,
  }))
  mount(contract.runtimeRun, ({ body }, c) => {
    if (once1(c.req.header('idempotency-key') ?? '')) seen.reports.push(body)
    return { accepted: 1 }
  })
  mount(contract.runtimeRuns, () => ({ runs: settings.owed }))
  mount(contract.runtimeFetch, ({ body }) => {
    seen.fetches.push(body.url)
    return { url: body.url, status: 200, contentType: 'text/plain', text: 'page text', truncated: false }
  })
  app.post('/llm/v1/chat/completions', (c) =>
    answerAsModel(
      c,
      (step) => settings.script[step] ?? { text: 'no script left' },
      (request) => seen.models.push(request),
    ),
  )

  let server: Server | undefined
  let port = 0
  async function up(): Promise<void> {
    const made = createAdaptorServer({ fetch: app.fetch })
    if (!('closeAllConnections' in made)) throw new Error('not an HTTP/1 server')
    server = made
    made.listen(port, '127.0.0.1')
    await once(made, 'listening')
    const address = made.address()
    if (address !== null && typeof address === 'object') port = address.port
  }
  async function down(): Promise<void> {
    const closing = server
    server = undefined
    closing?.closeAllConnections()
    await new Promise<void>((resolve) => (closing === undefined ? resolve() : closing.close(() => resolve())))
  }
  await up()

  return {
    seen,
    settings,
    approvals,
    app,
    up,
    down,
    url: () => `http://127.0.0.1:${port}`,
    answer(id: string, state: Approval['state'], comment: string | null = null): void {
      const approval = approvals.get(id)
      if (approval === undefined) throw new Error(`no approval ${id}`)
      approval.state = state
      approval.comment = comment
    },
  }
}
export type TestControlCenter = Awaited<ReturnType<typeof startControlCenter>>

export function makeBundle(rev: number, limits: Partial<ConfigBundle['limits']> = {}): ConfigBundle {
  const content = {
    policyRev: 'b'.repeat(64),
    agent: { id: 'agt_0000000001', name: 'Ada', role: 'tester', instructions: `Do what the task says (${rev}).` },
    model: { id: 'scripted', maxOutputTokens: 500 },
    tools: [...referenceTools],
    limits: { maxSteps: 10, runSeconds: 60, stepsWithoutProgress: 4, ...limits },
  }
  return { rev, sha256: hashOf(content), expiresAt: new Date(Date.now() + HOUR_MS).toISOString(), ...content }
}

function canonical(tool: string, args: object): string {
  return JSON.stringify([tool, Object.entries(args).toSorted(([a], [b]) => a.localeCompare(b))])
}

function problem(c: Context, status: 400 | 401 | 404 | 409 | 413 | 503, code: string, detail: string): Response {
  return c.body(
    JSON.stringify({ type: `about:blank#${code}`, title: code, status, detail, code, requestId: 'req_test0001' }),
    status,
    { 'content-type': 'application/problem+json' },
  )
}
