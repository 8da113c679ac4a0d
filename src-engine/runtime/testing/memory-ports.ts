import { limitsSchema, type Limits } from '../../contract/agents.ts'
import { profileSchema, type Profile } from '../../contract/permissions.ts'
import { referenceTools } from '../../contract/reference-tools.ts'
import type { AgentEvent, AgentTurn, ConfigBundle, RunReport } from '../../contract/runtime.ts'
import {
  compileProfile,
  countCall,
  exceeded,
  noCalls,
  rateCounts,
  release,
  reserve,
  settle,
  type BudgetCap,
  type Ledger,
  type Reservation,
} from '../../decide/index.ts'
import { createIds } from '../../kernel/ids.ts'
import type {
  AgentIdentity,
  ApprovalAnswer,
  ConcludedCall,
  DecisionRecord,
  Hold,
  Incident,
  ModelUsage,
  ResolvedModel,
  RuntimePorts,
} from '../ports.ts'

export const WHO: AgentIdentity = { org: 'org_00000001', agent: 'agt_00000001', instance: 'ins_00000001' }
export const TOKEN = 'token-of-the-agent'
export const OTHER_TOKEN = 'token-of-another-agent'
export const RUN = 'run_00000001'

/** Everything a test looks at or changes; the ports read it anew at each call. */
export interface MemoryState {
  now: number
  profile: Profile
  policyRev: string
  limits: Limits
  hold: Hold | null
  bundle: ConfigBundle | null
  openRuns: Set<string>
  caps: BudgetCap[]
  ledger: Ledger
  model: ResolvedModel | null
  readonly reservations: Map<string, Reservation>
  readonly usage: ModelUsage[]
  readonly decisions: Map<string, DecisionRecord>
  readonly fetched: Set<string>
  readonly concluded: Map<string, ConcludedCall>
  readonly approvals: Map<string, ApprovalAnswer>
  readonly incidents: Incident[]
  readonly events: AgentEvent[]
  readonly turns: AgentTurn[]
  readonly reports: RunReport[]
  readonly logged: string[]
}

/** The ports of the runtime over maps: one agent known by TOKEN, a stranger by OTHER_TOKEN. */
export function createMemoryPorts(over: Partial<RuntimePorts> = {}): { ports: RuntimePorts; state: MemoryState } {
  const state: MemoryState = {
    now: Date.UTC(2026, 10, 23, 12),
    profile: profileSchema.parse({ otherwise: 'allow' }),
    policyRev: 'a'.repeat(64),
    limits: limitsSchema.parse({}),
    hold: null,
    bundle: null,
    openRuns: new Set([RUN]),
    caps: [],
    ledger: {},
    model: null,
    reservations: new Map(),
    usage: [],
    decisions: new Map(),
    fetched: new Set(),
    concluded: new Map(),
    approvals: new Map(),
    incidents: [],
    events: [],
    turns: [],
    reports: [],
    logged: [],
  }
  const clock = { now: () => state.now, monotonic: () => state.now }
  const ids = createIds(clock)
  const own = (who: AgentIdentity): boolean => who.agent === WHO.agent
  const log = (fields: object, message: string): void => void state.logged.push(`${message} ${JSON.stringify(fields)}`)
  const rates = { call: noCalls, ask: noCalls, report: noCalls }
  const outcomes = new Set<string>()
  const booked = new Set<string>()
  let progressAt = 0

  const ports: RuntimePorts = {
    clock,
    ids,
    log: { debug: log, info: log, warn: log, error: log },
    identity: {
      authenticate: async (token) =>
        token === TOKEN ? WHO : token === OTHER_TOKEN ? { ...WHO, agent: 'agt_00000002' } : null,
      msLeft: () => 3_600_500,
      challenge: (instance) => `challenge for ${instance}`,
      renew: async ({ instance, challenge }) =>
        challenge === `challenge for ${WHO.instance}` && instance === WHO.instance
          ? { token: 'a-new-token', expiresAt: state.now + 86_400_000 }
          : null,
    },
    config: {
      bundle: async () => state.bundle,
      heartbeat: async () => ({ rev: 1, commands: [], every: 10 }),
    },
    policy: {
      of: () => ({
        policyRev: state.policyRev,
        profile: compileProfile(state.profile, referenceTools),
        tools: new Map(referenceTools.map((tool) => [tool.id, tool])),
        hold: state.hold,
        approvalSeconds: state.profile.approvalSeconds,
        approvalsRequired: state.profile.approvalsRequired,
        limits: state.limits,
      }),
    },
    runs: {
      isOpen: (who, run) => own(who) && state.openRuns.has(run),
      isOwn: (who, run) => own(who) && (run === RUN || state.openRuns.has(run)),
      used: (_, run) => {
        const calls = state.usage.filter((one) => one.run === run)
        const results = [...state.concluded.values()].filter(({ result }) => result.run === run)
        return {
          modelCalls: calls.length,
          idleCalls: calls.length - progressAt,
          tokens: calls.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0),
          milliseconds:
            calls.reduce((sum, one) => sum + one.milliseconds, 0) +
            results.reduce((sum, { result }) => sum + result.durationMs, 0),
        }
      },
      owed: async (who) => (own(who) ? [...state.openRuns].map((run) => ({ run, task: 'Do it.' })) : []),
      report: async (_, report) => void state.reports.push(report),
    },
    rate: {
      counts: (_, what, now) => rateCounts(rates[what], now),
      count: (_, what, now) => {
        rates[what] = countCall(rates[what], now)
      },
    },
    decisions: {
      record: async (decision) => {
        const { approvalId } = decision
        const earlier = [...state.decisions.values()].filter(
          (one) => one.verdict === 'allow' && approvalId !== null && one.approvalId === approvalId,
        )
        if (
          decision.verdict === 'allow' &&
          earlier.some((one) => state.concluded.has(one.id) || state.fetched.has(one.id))
        )
          return 'approval-used'
        if (decision.verdict === 'allow') for (const one of earlier) state.decisions.delete(one.id)
        state.decisions.set(decision.id, decision)
        return 'recorded'
      },
      find: async (who, id) => (own(who) ? (state.decisions.get(id) ?? null) : null),
      takeForFetch: async (_, id) => {
        if (state.fetched.has(id)) return false
        state.fetched.add(id)
        return true
      },
      conclude: async (_, call) => {
        const known = state.concluded.get(call.decision.id)
        if (known !== undefined) return known.fingerprint === call.fingerprint ? 'repeated' : 'used'
        const brought = JSON.stringify([call.result.tool, call.result.args, call.result.output])
        if (call.result.outcome === 'ok' && !outcomes.has(brought)) progressAt = state.usage.length
        outcomes.add(brought)
        state.concluded.set(call.decision.id, call)
        return 'stored'
      },
    },
    approvals: {
      request: async (_, request) => {
        const same = [...state.approvals.values()].find(
          (one) =>
            one.run === request.run &&
            one.call === request.call &&
            one.argsHash === request.argsHash &&
            ['waiting', 'approved'].includes(one.state),
        )
        if (same !== undefined) return same
        const { run, call, argsHash, expiresAt } = request
        const approval: ApprovalAnswer = {
          id: ids.next('apr'),
          run,
          call,
          tool: request.tool.id,
          argsHash,
          expiresAt,
          state: 'waiting',
          comment: null,
        }
        state.approvals.set(approval.id, approval)
        return approval
      },
      get: async (who, id) => (own(who) ? current(id) : null),
      wait: async (who, id) => (own(who) ? current(id) : null),
    },
    budget: {
      exceeded: (_, now) => exceeded(state.ledger, state.caps, now),
      reserve: async (_, estimate) => {
        const result = reserve(state.ledger, state.caps, estimate, state.now)
        if (!result.ok) return result
        state.ledger = result.ledger
        const reservation = ids.next('rsv')
        state.reservations.set(reservation, result.reservation)
        return { ok: true, reservation }
      },
      settle: async (_, id, usage) => {
        const reservation = state.reservations.get(id)
        if (reservation === undefined) return
        state.reservations.delete(id)
        state.usage.push(usage)
        state.ledger = settle(state.ledger, state.caps, reservation, {
          microUsd: usage.microUsd,
          tokens: usage.inputTokens + usage.outputTokens,
        }).ledger
      },
      release: async (_, id) => {
        const reservation = state.reservations.get(id)
        if (reservation === undefined) return
        state.reservations.delete(id)
        state.ledger = release(state.ledger, reservation)
      },
      isBooked: (_, key) => booked.has(key),
      // No test of the maps goes on into the next day.
      reportedToday: () =>
        state.usage
          .filter(({ run }) => run === null)
          .reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
      book: async (_, key, usage) => {
        if (booked.has(key)) return false
        booked.add(key)
        state.usage.push(usage)
        return true
      },
    },
    sink: {
      events: async (_, events) => storeNew(state.events, events, (event) => event.key),
      turns: async (_, turns) => storeNew(state.turns, turns, (turn) => `${turn.run}.${turn.index}`),
      incident: async (_, incident) => void state.incidents.push(incident),
    },
    models: {
      resolve: async () => state.model,
      priceOf: () => ({ inputMicroUsd: null, outputMicroUsd: null, ceilingMicroUsd: 20_000_000 }),
    },
    fetch: (url, init) => fetch(url, init),
    rehearsal: async () => new Response(null, { status: 503 }),
    hosts: { lookup: async () => [], isPublic: () => false },
    ...over,
  }

  function current(id: string): ApprovalAnswer | null {
    const approval = state.approvals.get(id)
    if (approval === undefined) return null
    return approval.state === 'waiting' && state.now >= approval.expiresAt
      ? { ...approval, state: 'expired' }
      : approval
  }
  return { ports, state }
}

function storeNew<T>(stored: T[], given: readonly T[], key: (item: T) => string): number {
  const known = new Set(stored.map(key))
  const fresh = given.filter((item) => !known.has(key(item)))
  stored.push(...fresh)
  return fresh.length
}
