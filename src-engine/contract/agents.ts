import { z } from 'zod'
import { admin, member, viewer } from './access.ts'
import type { Collection } from './collection.ts'
import { defineOperation } from './define-operation.ts'
import { agentStateSchema } from './lifecycle.ts'
import { pageOf, pageQuery, sortBy } from './page.ts'
import { profileSchema, verdictSchema } from './permissions.ts'
import { contractLevelSchema } from './runtime.ts'
import {
  idSchema,
  jsonValueSchema,
  line,
  microUsdSchema,
  sha256Schema,
  text,
  timeSchema,
  tokenCountSchema,
} from './values.ts'

/** Which model an agent thinks with; only together do the two mean something, so they are one field. */
export const modelChoiceSchema = z.strictObject({
  provider: idSchema,
  model: line(120),
  maxOutputTokens: z.int().min(16).max(200_000).default(4_096),
})

export const resourcesSchema = z.strictObject({
  memoryMb: z.int().min(128).max(65_536).default(512),
  cpus: z.number().min(0.1).max(64).default(1),
})

export const limitsSchema = z.strictObject({
  maxSteps: z.int().min(1).max(1_000).default(40),
  runSeconds: z.int().min(10).max(86_400).default(1_800),
  stepsWithoutProgress: z.int().min(1).max(200).default(12),
  /** Tokens of one run, in and out together: the cost of subscriptions that report none. */
  runTokens: z.int().min(1_000).max(1_000_000_000).default(5_000_000),
  /** Runs the agent may be given in one UTC day. */
  runsPerDay: z.int().min(1).max(10_000).default(500),
})
export type Limits = z.output<typeof limitsSchema>

/** What a person configures. Its canonical form is hashed into the revision that deployments name. */
export const agentConfigSchema = z.strictObject({
  name: line(120),
  role: line(120),
  description: text(2_000),
  instructions: text(16_000),
  model: modelChoiceSchema.nullable(),
  tools: z.array(line(64)).max(200),
  permissions: profileSchema,
  target: idSchema.nullable(),
  resources: resourcesSchema,
  limits: limitsSchema,
  tags: z.array(line(40)).max(30),
})
export type AgentConfig = z.output<typeof agentConfigSchema>

/** The desired state of an agent. What is observed of it lives in another document (observedSchema). */
export const agentSchema = z.object({
  id: idSchema,
  org: idSchema,
  createdAt: timeSchema,
  createdBy: idSchema,
  ...agentConfigSchema.shape,
  /** Whether its workload should run, and whether it may act while it does. */
  desired: z.enum(['running', 'stopped']),
  paused: z.boolean(),
  /** Kill counter: rises with every kill; the agent may run only while `released` has caught up. */
  killNo: z.int().min(0),
  released: z.int().min(0),
})
export type Agent = z.output<typeof agentSchema>

export const agents: Collection<Agent> = {
  name: 'managed_agents',
  idPrefix: 'agt',
  schema: agentSchema,
  fields: {
    createdAt: { merge: 'lww', write: 'member' },
    createdBy: { merge: 'lww', write: 'member' },
    name: { merge: 'lww', write: 'member' },
    role: { merge: 'lww', write: 'member' },
    description: { merge: 'lww', write: 'member' },
    instructions: { merge: 'lww', write: 'member' },
    model: { merge: 'lww', write: 'admin' },
    tools: { merge: 'narrow-subset', write: 'admin' },
    permissions: { merge: 'lww', write: 'admin' },
    'permissions/rules/*': { merge: 'lww', write: 'admin' },
    target: { merge: 'lww', write: 'admin' },
    resources: { merge: 'lww', write: 'admin' },
    limits: { merge: 'lww', write: 'admin' },
    tags: { merge: 'lww', write: 'member' },
    desired: { merge: 'lww', write: 'member' },
    paused: { merge: 'narrow-bool', write: 'member' },
    killNo: { merge: 'narrow-max', write: 'member' },
    released: { merge: 'lww', write: 'admin' },
  },
  bound: 20_000,
}

/** What the device that controls the deployment sees of it. */
export const observedSchema = z.object({
  state: agentStateSchema,
  since: timeSchema,
  reason: z.string(),
  revision: sha256Schema.nullable(),
  deployment: idSchema.nullable(),
  level: contractLevelSchema.nullable(),
  failures: z.int().min(0),
  lastProbeAt: timeSchema.nullable(),
  lastSeenAt: timeSchema.nullable(),
  /** A kill whose end the target has not confirmed: the process may still exist. */
  unconfirmedKill: z
    .object({ killNo: z.int(), needs: z.string().meta({ description: 'What it takes to confirm it, as a sentence' }) })
    .nullable()
    .default(null),
})
export type Observed = z.output<typeof observedSchema>

/** An agent as lists and pages show it: desired, observed, and the figures that go with it. */
export const agentViewSchema = agentSchema.extend({
  version: z.int(),
  revision: sha256Schema,
  observed: observedSchema,
  spend: z.object({
    todayMicroUsd: microUsdSchema,
    todayTokens: tokenCountSchema,
    capMicroUsd: microUsdSchema.nullable(),
    stopped: z.boolean().meta({ description: 'True while a budget holds the agent' }),
  }),
  lastAction: z.object({ at: timeSchema, text: z.string() }).nullable(),
})
export type AgentView = z.output<typeof agentViewSchema>

/** An agent, and the deployment that carries out what was just ordered of it. */
export const agentBegunSchema = agentViewSchema.extend({
  begun: idSchema.meta({ description: 'The deployment that carries it out' }),
})
export type AgentBegun = z.output<typeof agentBegunSchema>

const tag = 'agents'
const one = z.strictObject({ id: idSchema })
const reason = z.strictObject({ reason: text(500).default('') })
const path = '/api/engine/agents'

export const agentsList = defineOperation({
  id: 'agents.list',
  method: 'get',
  path,
  tag,
  summary: 'Agents of the organization',
  rule: viewer,
  query: z.strictObject({
    ...pageQuery,
    q: text(200).optional(),
    state: agentStateSchema.optional(),
    attention: z
      .stringbool()
      .optional()
      .meta({ description: 'Only agents that are degraded, in error, killed or held by a budget' }),
    target: idSchema.optional(),
    tag: line(40).optional(),
    sort: sortBy('name', 'createdAt', 'state', 'spend', 'lastAction').default('name'),
  }),
  result: pageOf(agentViewSchema),
})

export const agentsGet = defineOperation({
  id: 'agents.get',
  method: 'get',
  path: `${path}/{id}`,
  tag,
  summary: 'One agent',
  rule: viewer,
  params: one,
  result: agentViewSchema,
  errors: ['not_found'],
})

const partialConfig = z.strictObject({
  ...agentConfigSchema.partial().shape,
  permissions: profileSchema.optional(),
  model: modelChoiceSchema.nullable().optional(),
})

export const agentsCreate = defineOperation({
  id: 'agents.create',
  method: 'post',
  path,
  tag,
  summary: 'Describes a new agent, from a template or from nothing',
  rule: admin,
  body: z.strictObject({ ...partialConfig.shape, name: line(120), template: line(40).optional() }),
  result: agentViewSchema,
  status: 201,
  errors: ['conflict', 'not_found'],
})

export const agentsUpdate = defineOperation({
  id: 'agents.update',
  method: 'patch',
  path: `${path}/{id}`,
  tag,
  summary:
    'Changes the configuration; fields not named stay as they are. Rights, model target and limits need an admin',
  rule: member,
  params: one,
  body: partialConfig,
  result: agentViewSchema,
  errors: ['not_found', 'conflict', 'precondition_failed', 'forbidden'],
})

export const agentsRemove = defineOperation({
  id: 'agents.remove',
  method: 'delete',
  path: `${path}/{id}`,
  tag,
  summary: 'Removes an agent that has no workload; destroy it first',
  rule: admin,
  params: one,
  errors: ['not_found', 'illegal_transition', 'precondition_failed'],
})

const acting = ['not_found', 'illegal_transition', 'target_failed', 'dependency_unavailable'] as const
/** What a deployment carries out after the answer. */
function order(verb: string, summary: string, rule: typeof member | typeof admin): ReturnType<typeof orderOperation> {
  return orderOperation(verb, summary, rule)
}
function orderOperation(verb: string, summary: string, rule: typeof member | typeof admin) {
  return defineOperation({
    id: `agents.${verb}`,
    method: 'post',
    path: `${path}/{id}/${verb}`,
    tag,
    summary,
    rule,
    params: one,
    body: reason,
    result: agentBegunSchema,
    errors: [...acting, 'conflict', 'precondition_failed'],
  })
}
function act(verb: string, summary: string, rule: typeof member | typeof admin): ReturnType<typeof actOperation> {
  return actOperation(verb, summary, rule)
}
function actOperation(verb: string, summary: string, rule: typeof member | typeof admin) {
  return defineOperation({
    id: `agents.${verb}`,
    method: 'post',
    path: `${path}/{id}/${verb}`,
    tag,
    summary,
    rule,
    params: one,
    body: reason,
    result: agentViewSchema,
    // A kill waits for no version: whatever was changed meanwhile, it is meant.
    errors: verb === 'kill' ? acting : [...acting, 'precondition_failed'],
  })
}

export const agentsPause = act('pause', 'Lets the workload run but denies every tool and model call', member)
export const agentsResume = act('resume', 'Ends a pause', admin)
export const agentsStop = order('stop', 'Stops the workload; it can be started again', member)
export const agentsStart = order('start', 'Starts a stopped workload again', admin)
export const agentsRestart = order('restart', 'Stops and starts the workload', member)
export const agentsDestroy = order('destroy', 'Removes the workload from its target', admin)
export const agentsKill = act(
  'kill',
  'Freezes and kills the workload at once and marks its target; nothing revives it until released',
  member,
)
export const agentsRelease = defineOperation({
  id: 'agents.release',
  method: 'post',
  path: `${path}/{id}/release`,
  tag,
  summary: 'Releases a killed agent, naming the kill that was seen',
  rule: admin,
  params: one,
  body: z.strictObject({ killNo: z.int().min(1), reason: text(500).default('') }),
  result: agentViewSchema,
  errors: ['not_found', 'conflict', 'target_failed', 'precondition_failed'],
})

export const agentsBulkStop = defineOperation({
  id: 'agents.bulk-stop',
  method: 'post',
  path: `${path}/bulk-stop`,
  tag,
  summary: 'Stops several agents, or all; answers for each',
  rule: member,
  body: z.strictObject({
    ids: z.union([z.literal('all'), z.array(idSchema).min(1).max(1_000)]),
    reason: text(500).default(''),
  }),
  result: z.object({ items: z.array(z.object({ id: idSchema, ok: z.boolean(), detail: z.string() })) }),
})

export const stateMoveSchema = z.object({
  id: idSchema,
  agent: idSchema,
  at: timeSchema,
  from: agentStateSchema.nullable(),
  to: agentStateSchema,
  by: z.string(),
  reason: z.string(),
})

export const agentsHistory = defineOperation({
  id: 'agents.history',
  method: 'get',
  path: `${path}/{id}/history`,
  tag,
  summary: 'Every move of the agent’s state, newest first, with who and why',
  rule: viewer,
  params: one,
  query: z.strictObject(pageQuery),
  result: pageOf(stateMoveSchema),
  errors: ['not_found'],
})

export const revisionSchema = z.object({
  revision: sha256Schema,
  agent: idSchema,
  at: timeSchema,
  by: z.string(),
  config: agentConfigSchema,
})

export const agentsRevisions = defineOperation({
  id: 'agents.revisions',
  method: 'get',
  path: `${path}/{id}/revisions`,
  tag,
  summary: 'Every configuration the agent has had, newest first',
  rule: viewer,
  params: one,
  query: z.strictObject(pageQuery),
  result: pageOf(revisionSchema),
  errors: ['not_found'],
})

export const agentsRestore = defineOperation({
  id: 'agents.restore',
  method: 'post',
  path: `${path}/{id}/restore`,
  tag,
  summary: 'Makes an earlier configuration the current one again, as a new change',
  rule: admin,
  params: one,
  body: z.strictObject({ revision: sha256Schema }),
  result: agentViewSchema,
  errors: ['not_found', 'precondition_failed'],
})

export const agentsCheck = defineOperation({
  id: 'agents.check',
  method: 'post',
  path: `${path}/{id}/permissions/check`,
  tag,
  summary: 'Says what would happen to a tool call, by the same code that decides real ones; changes nothing',
  rule: viewer,
  params: one,
  body: z.strictObject({
    tool: line(64),
    args: z.record(z.string(), jsonValueSchema),
    permissions: profileSchema.optional(),
  }),
  result: z.object({
    verdict: verdictSchema,
    reason: z.string(),
    rule: z.string().nullable(),
    trace: z.array(z.object({ step: z.string(), outcome: z.string(), detail: z.string() })),
  }),
  errors: ['not_found'],
})

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  config: agentConfigSchema.omit({ model: true, target: true }),
})
export const agentsTemplates = defineOperation({
  id: 'agents.templates',
  method: 'get',
  path: '/api/engine/templates',
  tag,
  summary: 'Ready descriptions to start an agent from',
  rule: viewer,
  result: z.object({ items: z.array(templateSchema) }),
})
