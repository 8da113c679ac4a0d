/**
 * A stream: records that never change, unique by (device, incarnation, seq). `main` streams are written inside the
 * transaction of a verb; `bulk` streams have their own database file and are committed in groups.
 * `Record` is the type of the stored document.
 */
export interface Stream<Record = unknown> {
  readonly name: string
  readonly file: 'main' | 'bulk'
  /** Its records are found by agent and run through tables of their own (places.ts), which the bulk writer alone keeps up. */
  readonly placed?: true
  /** Phantom: carries the record type. */
  readonly record?: Record
}

/** Declares a stream of `Record`s. */
function stream<Record>(name: string, file: 'main' | 'bulk'): Stream<Record> {
  return { name, file }
}

import type { Activity, ToolCall } from '../../contract/activity.ts'
import type { AgentConfig } from '../../contract/agents.ts'
import type { Approval } from '../../contract/approvals.ts'
import type { Turn } from '../../contract/conversations.ts'
import type { AgentState } from '../../contract/lifecycle.ts'
import type { Run } from '../../contract/runs.ts'
import type { StepName } from '../../decide/index.ts'
import type { ToolResult } from '../../contract/runtime.ts'

export interface StateMove {
  readonly from: AgentState | null
  readonly to: AgentState
  readonly by: string
  readonly reason: string
}
export interface Revision {
  readonly revision: string
  readonly by: string
  readonly config: AgentConfig
}
export type RunRequest = Pick<Run, 'task' | 'by'>
export type RunState = Pick<Run, 'state' | 'reason' | 'steps'>
export type ApprovalRequest = Omit<
  Approval,
  'votes' | 'state' | 'decidedAt' | 'id' | 'org' | 'createdAt' | 'agent' | 'run'
> & { readonly call: string }
export type ApprovalVote = { readonly user: string; readonly decision: 'approve' | 'deny'; readonly comment: string }
export type ApprovalOutcome = {
  readonly state: 'approved' | 'denied' | 'expired' | 'withdrawn'
  readonly votes: readonly string[]
  readonly comment: string | null
}
export type Decision = Omit<ToolCall, 'id' | 'org' | 'agent' | 'run' | 'at' | 'outcome' | 'durationMs' | 'output'> & {
  readonly instance: string
  readonly decidedBy: StepName
  readonly passed: readonly StepName[]
  /** Milliseconds since the epoch; null when there is nothing to use up. */
  readonly expiresAt: number | null
}
export type ActivityRecord = Pick<Activity, 'type' | 'message' | 'data'>
export interface UsageRecord {
  readonly reservation: string
  readonly model: string
  readonly provider: string
  readonly microUsd: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** True when the provider reported no usage and we counted ourselves. */
  readonly estimated: boolean
  /** How long the provider took; not there for calls that did not go through us. */
  readonly milliseconds?: number
}
export interface ReservationRecord {
  readonly microUsd: number
  readonly tokens: number
}

export const stateHistory = stream<StateMove>('agent_state_history', 'main')
export const revisions = stream<Revision>('agent_revisions', 'main')
export const runRequests = stream<RunRequest>('runs', 'main')
export const runStates = stream<RunState>('run_states', 'main')
export const approvalRequests = stream<ApprovalRequest>('approval_requests', 'main')
export const approvalVotes = stream<ApprovalVote>('approval_votes', 'main')
export const approvalOutcomes = stream<ApprovalOutcome>('approval_outcomes', 'main')
export const activityEvents = stream<ActivityRecord>('activity_events', 'bulk')
export const decisions: Stream<Decision> = { ...stream<Decision>('tool_calls', 'bulk'), placed: true }
export const toolResults = stream<Omit<ToolResult, 'decisionId' | 'run'>>('tool_results', 'bulk')
export const conversationTurns = stream<Omit<Turn, 'run' | 'agent' | 'at'>>('conversations', 'bulk')
export const reservations = stream<ReservationRecord>('budget_reservations', 'bulk')
export const usage = stream<UsageRecord>('budget_ledger', 'bulk')

export const mainStreams: readonly Stream[] = [
  stateHistory,
  revisions,
  runRequests,
  runStates,
  approvalRequests,
  approvalVotes,
  approvalOutcomes,
]
export const bulkStreams: readonly Stream[] = [
  activityEvents,
  decisions,
  toolResults,
  conversationTurns,
  reservations,
  usage,
]
