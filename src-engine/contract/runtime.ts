import { z } from 'zod'
import { agentToken } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { runtimeChallenge, runtimeToken } from './runtime-token.ts'
import { idSchema, jsonValueSchema, line, sha256Schema, text, timeSchema } from './values.ts'
import { toolSchema } from './tools.ts'

/**
 * The contract between a running agent and the control center. Paths are relative to CONTROL_URL, which is an
 * `http://127.0.0.1:port` address or `unix:/path/to/socket`. Every call carries `Authorization: Bearer <agent token>`, which
 * lasts a day and is renewed by the instance's key (runtime-token.ts);
 * every mutation an `Idempotency-Key` that a retry repeats. What makes a repeat harmless:
 *
 * - `/tools/decide`: the key, or without one the call's own id; for a minute the same question has the same decision.
 * - `/fetch`: the key, for a minute; without one a second fetch under a decision is refused.
 * - `/tools/result`: the decision it cites, for ever. `/events`: the key of each event. `/conversations`: run and index of
 *   each turn. `/runs/report`: the state itself. `/usage`: the key in the body. The header adds nothing to these.
 * - `/heartbeat`: nothing is done twice. `/token`: a challenge is good once.
 * - the model proxy: nothing; see LLM_CHAT_PATH.
 */

/** The guarantees an agent supports: L0 supervised, L1 health and heartbeat, L2 config and usage, L3 asks before tools, L4 resumes after a restart. */
export const contractLevelSchema = z.int().min(0).max(4)

/**
 * What the agent works by. `rev` rises strictly; an agent never accepts a lower one. `sha256` is that of the canonical JSON
 * (RFC 8785, UTF-8) of the bundle as it is sent, without `rev`, `sha256` and `expiresAt`; an agent takes no bundle whose
 * content has another.
 */
export const configBundleSchema = z.object({
  rev: z.int().min(1),
  sha256: sha256Schema,
  policyRev: sha256Schema,
  expiresAt: timeSchema,
  agent: z.object({ id: idSchema, name: z.string(), role: z.string(), instructions: z.string() }),
  model: z.object({ id: z.string(), maxOutputTokens: z.int().min(1) }),
  tools: z.array(toolSchema),
  limits: z.object({
    maxSteps: z.int().min(1),
    runSeconds: z.int().min(1),
    /** Consecutive steps with no tool result that changed anything, after which a run ends. */
    stepsWithoutProgress: z.int().min(1),
  }),
})
export type ConfigBundle = z.output<typeof configBundleSchema>

export const agentCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause'), reason: z.string() }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('reload') }),
  z.object({ kind: z.literal('stop'), reason: z.string() }),
  z.object({ kind: z.literal('cancel-run'), run: idSchema }),
])
export type AgentCommand = z.output<typeof agentCommandSchema>

export const heartbeatSchema = z.strictObject({
  instance: line(80),
  rev: z.int().min(0),
  level: contractLevelSchema,
  busy: z.boolean(),
  run: idSchema.nullable(),
  lastProgressAt: timeSchema.nullable(),
  queue: z.int().min(0),
  spooled: z.int().min(0),
})
export type Heartbeat = z.output<typeof heartbeatSchema>

export const heartbeatReplySchema = z.object({
  rev: z.int().min(1),
  commands: z.array(agentCommandSchema),
  /** Seconds until the next heartbeat is due. */
  every: z.int().min(1),
  /** Seconds for which the agent's token is still good; not there when it does not end. */
  tokenSeconds: z.int().min(0).optional(),
})

export const decideRequestSchema = z.strictObject({
  run: idSchema,
  /** The agent's own id for this call, stable over retries and restarts. */
  call: line(120),
  tool: line(64),
  args: z.record(z.string(), jsonValueSchema),
  /** Set when the agent asks again after an approval. */
  approvalId: idSchema.optional(),
})
export type DecideRequest = z.output<typeof decideRequestSchema>

export const decisionReplySchema = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('allow'), decisionId: idSchema, expiresAt: timeSchema, reason: z.string() }),
  z.object({ verdict: z.literal('deny'), decisionId: idSchema, reason: z.string() }),
  z.object({
    verdict: z.literal('ask'),
    decisionId: idSchema,
    approvalId: idSchema,
    expiresAt: timeSchema,
    reason: z.string(),
  }),
])
export type DecisionReply = z.output<typeof decisionReplySchema>

export const approvalAnswerSchema = z.object({
  id: idSchema,
  state: z.enum(['waiting', 'approved', 'denied', 'expired', 'withdrawn']),
  argsHash: sha256Schema,
  expiresAt: timeSchema,
  comment: z.string().nullable(),
})

/** Output is stored escaped: it may hold any bytes a tool produced. */
export const toolResultSchema = z.strictObject({
  decisionId: idSchema,
  run: idSchema,
  tool: line(64),
  args: z.record(z.string(), jsonValueSchema),
  outcome: z.enum(['ok', 'error', 'timeout', 'cancelled']),
  /**
   * When the call began, by the clock that `expiresAt` was held against. Without it (agents that do not know the field)
   * the call is taken to have begun `durationMs` before its result arrived.
   */
  startedAt: timeSchema.optional(),
  durationMs: z.int().min(0),
  bytes: z.int().min(0),
  /** The first part of the output, at most 16 KiB; NULs and lone surrogates arrive escaped as \uXXXX text. */
  output: z.string().max(16_384),
})
export type ToolResult = z.output<typeof toolResultSchema>

export const agentEventSchema = z.strictObject({
  /** Unique per agent instance; a repeated one is ignored. */
  key: line(120),
  at: timeSchema,
  run: idSchema.nullable(),
  type: z.enum([
    'session_start',
    'session_end',
    'message_received',
    'message_sent',
    'tool_call_start',
    'tool_call_end',
    'tool_call_error',
    'task_assigned',
    'task_completed',
    'memory_write',
    'warning',
    'error',
  ]),
  message: text(2_000),
  data: z.record(z.string(), jsonValueSchema).default({}),
})
export type AgentEvent = z.output<typeof agentEventSchema>

/** One turn of a conversation. `index` counts from 0 within a run; a repeated index is ignored. */
export const agentTurnSchema = z.strictObject({
  run: idSchema,
  index: z.int().min(0),
  at: timeSchema,
  role: z.enum(['user', 'assistant', 'tool']),
  text: z.string().max(200_000),
  toolCalls: z
    .array(z.strictObject({ call: line(120), tool: line(64), args: z.record(z.string(), jsonValueSchema) }))
    .default([]),
})
export type AgentTurn = z.output<typeof agentTurnSchema>

/** A run given to an agent (`POST /v1/runs` on the agent) or taken up again after its restart. */
export const runOrderSchema = z.strictObject({ run: idSchema, task: text(50_000, 1) })
export type RunOrder = z.output<typeof runOrderSchema>

/** State of a run as its agent reports it. */
export const runReportSchema = z.strictObject({
  run: idSchema,
  state: z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled', 'stopped']),
  reason: text(2_000).default(''),
  steps: z.int().min(0),
})
export type RunReport = z.output<typeof runReportSchema>

const tag = 'runtime'
const accepted = z.object({ accepted: z.int().min(0) })

export const runtimeConfig = defineOperation({
  id: 'runtime.config',
  method: 'get',
  path: '/config',
  tag,
  summary:
    'The desired config bundle; waits up to `wait` seconds for one newer than `rev`. 304 when there is none, or when If-None-Match names its ETag',
  rule: agentToken,
  query: z.strictObject({
    rev: z.coerce.number().int().min(0).default(0),
    wait: z.coerce.number().int().min(0).max(30).default(0),
  }),
  result: configBundleSchema,
})

export const runtimeHeartbeat = defineOperation({
  id: 'runtime.heartbeat',
  method: 'post',
  path: '/heartbeat',
  tag,
  summary: 'Says that the agent lives and takes its commands',
  rule: agentToken,
  body: heartbeatSchema,
  result: heartbeatReplySchema,
})

export const runtimeDecide = defineOperation({
  id: 'runtime.decide',
  method: 'post',
  path: '/tools/decide',
  tag,
  summary: 'Asks whether a tool call may happen',
  rule: agentToken,
  body: decideRequestSchema,
  result: decisionReplySchema,
  // The arguments of `write` alone may take this much.
  bodyLimit: 8 * 1024 * 1024,
})

export const runtimeApproval = defineOperation({
  id: 'runtime.approval',
  method: 'get',
  path: '/approvals/{id}',
  tag,
  summary: 'The answer to an approval; waits up to `wait` seconds for one',
  rule: agentToken,
  params: z.strictObject({ id: idSchema }),
  query: z.strictObject({ wait: z.coerce.number().int().min(0).max(30).default(0) }),
  result: approvalAnswerSchema,
})

export const runtimeResult = defineOperation({
  id: 'runtime.result',
  method: 'post',
  path: '/tools/result',
  tag,
  summary: 'Reports what a decided call did; an uncited or different call is recorded as an incident',
  rule: agentToken,
  body: toolResultSchema,
  result: accepted,
  // The arguments of `write` alone may take this much.
  bodyLimit: 8 * 1024 * 1024,
})

export const runtimeEvents = defineOperation({
  id: 'runtime.events',
  method: 'post',
  path: '/events',
  tag,
  summary: 'Delivers activity records',
  rule: agentToken,
  body: z.strictObject({ events: z.array(agentEventSchema).min(1).max(500) }),
  result: accepted,
  bodyLimit: 4 * 1024 * 1024,
})

export const runtimeConversations = defineOperation({
  id: 'runtime.conversations',
  method: 'post',
  path: '/conversations',
  tag,
  summary: 'Delivers conversation turns',
  rule: agentToken,
  body: z.strictObject({ turns: z.array(agentTurnSchema).min(1).max(200) }),
  result: accepted,
  bodyLimit: 8 * 1024 * 1024,
})

export const runtimeRun = defineOperation({
  id: 'runtime.run',
  method: 'post',
  path: '/runs/report',
  tag,
  summary: 'Reports the state of a run',
  rule: agentToken,
  body: runReportSchema,
  result: accepted,
})

export const runtimeRuns = defineOperation({
  id: 'runtime.runs',
  method: 'get',
  path: '/runs',
  tag,
  summary:
    'The runs this agent still owes: given to it and not ended. An agent of level 4 takes them up after a restart',
  rule: agentToken,
  result: z.object({ runs: z.array(runOrderSchema) }),
})

/** Tokens of one call: no model takes or gives a billion, and sums of what is bounded stay exact. */
const callTokensSchema = z.int().min(0).max(1_000_000_000)

export const runtimeUsage = defineOperation({
  id: 'runtime.usage',
  method: 'post',
  path: '/usage',
  tag,
  summary: 'Usage of an agent that calls its model itself (levels below the model proxy)',
  rule: agentToken,
  body: z.strictObject({
    key: line(120),
    run: idSchema.nullable(),
    model: line(120),
    inputTokens: callTokensSchema,
    outputTokens: callTokensSchema,
  }),
  result: accepted,
})

/** Outcome of a fetch that the control center did for an agent without a network of its own. */
export const fetchReplySchema = z.object({
  url: z.string(),
  status: z.int(),
  contentType: z.string(),
  text: z.string(),
  truncated: z.boolean(),
})

export const runtimeFetch = defineOperation({
  id: 'runtime.fetch',
  method: 'post',
  path: '/fetch',
  tag,
  summary:
    'Fetches the URL of an allowed web_fetch call: hosts of the profile only, resolved and pinned by us, private addresses refused',
  rule: agentToken,
  body: z.strictObject({ decisionId: idSchema, url: z.url({ protocol: /^https?$/ }).max(2048) }),
  result: fetchReplySchema,
})

/**
 * The model proxy `POST /llm/v1/chat/completions` speaks OpenAI's wire format and is therefore no operation of this table.
 * The header `x-run-id` is required: a model call belongs to an open run of the agent and counts against the run's limits
 * (steps, tokens, time). Answers are not kept, so no key makes a call idempotent: a repeated one is a new one, paid and
 * counted.
 */
export const RUN_HEADER = 'x-run-id'
export const LLM_CHAT_PATH = '/llm/v1/chat/completions'

export const runtimeOperations = [
  runtimeConfig,
  runtimeHeartbeat,
  runtimeDecide,
  runtimeApproval,
  runtimeResult,
  runtimeEvents,
  runtimeConversations,
  runtimeRun,
  runtimeRuns,
  runtimeUsage,
  runtimeFetch,
  runtimeChallenge,
  runtimeToken,
] as const
