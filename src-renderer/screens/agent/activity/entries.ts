import type { Activity, ToolCall } from '../../../../src-engine/contract/activity.ts'
import type { Approval } from '../../../../src-engine/contract/approvals.ts'
import type { Run } from '../../../../src-engine/contract/runs.ts'

export type Entry =
  | { readonly kind: 'task'; readonly key: string; readonly at: string; readonly run: Run }
  | {
      readonly kind: 'tool'
      readonly key: string
      readonly at: string
      readonly call: ToolCall
      readonly approval: Approval | null
    }
  | { readonly kind: 'event'; readonly key: string; readonly at: string; readonly event: Activity }
  | { readonly kind: 'end'; readonly key: string; readonly at: string; readonly run: Run }

/** Events that a tool call's own line already tells, and the pulse that tells nothing. */
const told = new Set<Activity['type']>([
  'tool_call_start',
  'tool_call_end',
  'tool_call_error',
  'tool_blocked',
  'approval_requested',
  'approval_decided',
  'message_received',
  'task_assigned',
  'task_completed',
  'session_start',
  'session_end',
  'heartbeat',
])

/** The story of one run in the order it happened: task, calls with their verdicts, model calls, what else occurred, end. */
export function entriesOf(
  run: Run,
  calls: readonly ToolCall[],
  events: readonly Activity[],
  approvals: readonly Approval[],
): Entry[] {
  const byId = new Map(approvals.map((approval) => [approval.id, approval]))
  const entries: Entry[] = [
    ...lastDecisions(calls).map((call): Entry => ({
      kind: 'tool',
      key: call.id,
      at: call.at,
      call,
      approval: (call.approval === null ? null : byId.get(call.approval)) ?? null,
    })),
    ...events
      .filter(({ type }) => !told.has(type))
      .map((event): Entry => ({ kind: 'event', key: event.id, at: event.at, event })),
  ]
  entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  entries.unshift({ kind: 'task', key: `task ${run.id}`, at: run.createdAt, run })
  if (run.endedAt !== null) entries.push({ kind: 'end', key: `end ${run.id}`, at: run.endedAt, run })
  return entries
}

/** A call that was asked about and decided anew after its approval is one line: its last decision, at the first's time. */
function lastDecisions(calls: readonly ToolCall[]): ToolCall[] {
  const byCall = new Map<string, ToolCall>()
  for (const call of [...calls].sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const first = byCall.get(call.call)
    byCall.set(
      call.call,
      first === undefined ? call : { ...call, at: first.at, approval: call.approval ?? first.approval },
    )
  }
  return [...byCall.values()]
}
