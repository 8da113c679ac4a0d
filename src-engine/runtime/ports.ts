import type { LookupAddress } from 'node:dns'
import type { Tool } from '../contract/tools.ts'
import type {
  AgentCommand,
  AgentEvent,
  AgentTurn,
  ConfigBundle,
  Heartbeat,
  RunOrder,
  RunReport,
  ToolResult,
} from '../contract/runtime.ts'
import type { TokenProof } from '../contract/runtime-token.ts'
import type { Verdict } from '../contract/permissions.ts'
import type { JsonObject } from '../contract/values.ts'
import type { CompiledProfile, Price, RunLimits, RunUse, StepName } from '../decide/index.ts'
import type { Clock, Fetch, Ids, Logger } from '../kernel/ports.ts'
import type { Secret } from '../kernel/secret.ts'

/**
 * What the runtime asks of the house it stands in: entities over the store on an admin's machine, a small database in a
 * relay, maps in a test. Every promise that stands for a write resolves after the write is durable. Times are
 * milliseconds since the epoch. Ports throw EngineError for what the caller should hear, anything else is internal.
 */
export interface RuntimePorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly identity: IdentityPort
  readonly config: ConfigPort
  readonly policy: PolicyPort
  readonly runs: RunsPort
  readonly rate: RatePort
  readonly decisions: DecisionPort
  readonly approvals: ApprovalPort
  readonly budget: BudgetPort
  readonly sink: SinkPort
  readonly models: ModelPort
  /** Outgoing HTTP to model providers. Must stream answers and honour the signal. */
  readonly fetch: Fetch
  /** The rehearsal model: an OpenAI-compatible endpoint in this process. */
  readonly rehearsal: (request: Request) => Promise<Response>
  readonly hosts: HostPort
}

/** Who calls. Everything below is scoped to it: no port may answer about another agent. */
export interface AgentIdentity {
  readonly org: string
  readonly agent: string
  /** The deployed instance the token was made for. */
  readonly instance: string
}

export interface IdentityPort {
  /** Null for a token that is unknown, expired or revoked. Compares in constant time; cached until expiry or revocation. */
  authenticate(token: string): Promise<AgentIdentity | null>
  /** Milliseconds for which the token of an instance is still good; null when it does not end. */
  msLeft(instance: string): number | null
  /** Something for an instance to sign. Says nothing about whether there is such an instance. */
  challenge(instance: string): string
  /** A new token, durable, for a proof of the instance's key; null for a proof that is wrong, old or used, or of a revoked instance. */
  renew(proof: TokenProof): Promise<{ readonly token: string; readonly expiresAt: number } | null>
}

export interface ConfigPort {
  /** The current bundle; when its rev is not above `rev`, waits up to `waitMs` for one that is. Null: nothing is deployed. */
  bundle(who: AgentIdentity, rev: number, waitMs: number, signal: AbortSignal): Promise<ConfigBundle | null>
  /** Notes that the agent lives (durable only where something changed) and hands over commands not yet taken. */
  heartbeat(who: AgentIdentity, beat: Heartbeat): Promise<{ rev: number; commands: AgentCommand[]; every: number }>
}

/** What holds an agent back. `paused` passes by itself for a waiting run; the others end it. */
export interface Hold {
  readonly kind: 'paused' | 'stopped' | 'killed'
  /** A sentence. */
  readonly reason: string
}

/** The policy in force, compiled once per revision and kept in memory. */
export interface AgentPolicy {
  readonly policyRev: string
  readonly profile: CompiledProfile
  readonly tools: ReadonlyMap<string, Tool>
  readonly hold: Hold | null
  /** How long an approval waits, and how many votes it needs. */
  readonly approvalSeconds: number
  readonly approvalsRequired: number
  /** What one run may use. */
  readonly limits: RunLimits
}

export interface PolicyPort {
  /** Answers from memory: this is on the path of every call. */
  of(who: AgentIdentity): AgentPolicy
}

export interface RunsPort {
  /** True when the run was given to this agent and has not ended. Answers from memory. */
  isOpen(who: AgentIdentity, run: string): boolean
  /** True when the run was given to this agent, ended or not. */
  isOwn(who: AgentIdentity, run: string): boolean
  /** What a run has used, calls under way not counted. Answers from memory. */
  used(who: AgentIdentity, run: string): RunUse
  /** Runs given to the agent and not ended. */
  owed(who: AgentIdentity): Promise<RunOrder[]>
  /** Applies a state an agent reports; repeating one changes nothing, a state after the end is ignored. */
  report(who: AgentIdentity, report: RunReport): Promise<void>
}

/**
 * What is counted: calls that were allowed, requests for approval, and reports of usage. Each has its own counters under
 * the same limits.
 */
export type Counted = 'call' | 'ask' | 'report'

export interface RatePort {
  /** How many there were in the current windows. Answers from memory. */
  counts(who: AgentIdentity, what: Counted, now: number): { minute: number; hour: number; day: number }
  count(who: AgentIdentity, what: Counted, now: number): void
}

/** One judgement, as it is recorded before the agent hears of it. */
export interface DecisionRecord {
  readonly id: string
  readonly org: string
  readonly agent: string
  readonly instance: string
  readonly run: string
  readonly call: string
  readonly tool: string
  readonly args: JsonObject
  readonly argsHash: string
  readonly verdict: Verdict
  readonly decidedBy: StepName
  readonly rule: string | null
  readonly reason: string
  /** The steps before `decidedBy`, in order: none of them denied the call. */
  readonly passed: readonly StepName[]
  readonly policyRev: string
  /** The approval that was asked for (verdict ask) or that allowed the call. */
  readonly approvalId: string | null
  readonly at: number
  /** When an allow ends. Results of a call that began in time may arrive later. */
  readonly expiresAt: number | null
}

export interface DecisionPort {
  /**
   * Writes the record. An allow that names an approval consumes it in the same transaction: one approval lets one call
   * through. It may be consumed again for the same run and call as long as no earlier decision of it was concluded or
   * used for a fetch (the answer may have been lost); the earlier decision is then void. Otherwise: `approval-used`, and
   * nothing is written.
   */
  record(decision: DecisionRecord): Promise<'recorded' | 'approval-used'>
  /** A decision of this agent that is not void. */
  find(who: AgentIdentity, id: string): Promise<DecisionRecord | null>
  /** Takes the decision for a fetch; true once, ever. */
  takeForFetch(who: AgentIdentity, id: string): Promise<boolean>
  /**
   * Stores the outcome of a decided call, once. `repeated` when the same outcome (equal fingerprint) is stored already,
   * `used` when a different one is.
   */
  conclude(who: AgentIdentity, result: ConcludedCall): Promise<'stored' | 'repeated' | 'used'>
}

export interface ConcludedCall {
  readonly result: ToolResult
  readonly decision: DecisionRecord
  readonly fingerprint: string
  readonly at: number
}

export interface ApprovalAnswer {
  readonly id: string
  readonly run: string
  readonly call: string
  readonly tool: string
  readonly argsHash: string
  readonly state: 'waiting' | 'approved' | 'denied' | 'expired' | 'withdrawn'
  readonly expiresAt: number
  readonly comment: string | null
}

export interface ApprovalRequest {
  readonly run: string
  readonly call: string
  readonly tool: Tool
  readonly args: JsonObject
  readonly argsHash: string
  readonly reason: string
  readonly policyRev: string
  readonly required: number
  readonly expiresAt: number
}

export interface ApprovalPort {
  /** Asks people. The same run, call and argsHash get the same approval while it is waiting, or approved and not consumed. */
  request(who: AgentIdentity, request: ApprovalRequest): Promise<ApprovalAnswer>
  /** The approval of this agent, its state as of now (past its deadline a waiting one reads as expired). */
  get(who: AgentIdentity, id: string): Promise<ApprovalAnswer | null>
  /** Like get, but waits up to `waitMs` while it is waiting. */
  wait(who: AgentIdentity, id: string, waitMs: number, signal: AbortSignal): Promise<ApprovalAnswer | null>
}

/** What a model call used. `estimated` when the provider did not say and we counted. */
export interface ModelUsage {
  readonly run: string | null
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly microUsd: number
  readonly estimated: boolean
  /** How long the provider took; 0 for calls we did not see. */
  readonly milliseconds: number
}

export interface BudgetPort {
  /** Which budget is used up, as a sentence, or null. Answers from memory. */
  exceeded(who: AgentIdentity, now: number): string | null
  /** Holds back an amount under all caps that bind the agent, or refuses with a sentence. */
  reserve(
    who: AgentIdentity,
    estimate: { run: string | null; microUsd: number; tokens: number },
  ): Promise<{ ok: true; reservation: string } | { ok: false; reason: string }>
  /** Books what was used and frees the rest; a second settlement or release of the same reservation changes nothing. */
  settle(who: AgentIdentity, reservation: string, usage: ModelUsage): Promise<void>
  release(who: AgentIdentity, reservation: string): Promise<void>
  /** Whether a report with this key was booked: then this one is a repetition. */
  isBooked(who: AgentIdentity, key: string): boolean
  /** Tokens of the reports booked in this UTC day that belong to no run. Answers from memory. */
  reportedToday(who: AgentIdentity, now: number): number
  /** Books usage an agent reports of its own model calls, for a run of its own or none; false when `key` was booked before. */
  book(who: AgentIdentity, key: string, usage: ModelUsage): Promise<boolean>
}

export interface Incident {
  readonly kind:
    | 'uncited-result'
    | 'different-call'
    | 'result-twice'
    | 'approval-mismatch'
    | 'foreign-run'
    | 'fetch-without-decision'
    | 'late-call'
    | 'usage-beyond-limits'
  readonly detail: string
  readonly run: string | null
  readonly decision: string | null
  readonly at: number
}

export interface SinkPort {
  /** Stores what is new of the batch (by key) and says how much that was. */
  events(who: AgentIdentity, events: readonly AgentEvent[]): Promise<number>
  /** The same for turns, by run and index. */
  turns(who: AgentIdentity, turns: readonly AgentTurn[]): Promise<number>
  /** Something that should not happen: recorded, and shown to people. */
  incident(who: AgentIdentity, incident: Incident): Promise<void>
}

/** The model an agent thinks with, as its configuration says. The key is resolved for each call and not kept. */
export interface ResolvedModel {
  readonly kind: 'openai-compatible' | 'anthropic' | 'rehearsal'
  /** With the version segment, as OpenAI-compatible providers state it (`http://127.0.0.1:11434/v1`); null for the rehearsal. */
  readonly baseUrl: string | null
  readonly model: string
  readonly apiKey: Secret | null
  readonly price: Price
  readonly maxOutputTokens: number
}

export interface ModelPort {
  /** Null when the agent has no model. Throws `vault_locked` when the key cannot be had now. */
  resolve(who: AgentIdentity): Promise<ResolvedModel | null>
  /** Price of a model that an agent calls itself; the provider's ceiling when it is not known. */
  priceOf(who: AgentIdentity, model: string): Price
}

/** Names and addresses, for the fetches we do for agents without a network. `systemHosts` is the real one. */
export interface HostPort {
  lookup(hostname: string): Promise<readonly LookupAddress[]>
  /** False for every address that is not on the public internet. */
  isPublic(address: string): boolean
}
