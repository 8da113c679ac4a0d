import { activityList, toolCallsList } from '../../../../src-engine/contract/activity.ts'
import { approvalsList } from '../../../../src-engine/contract/approvals.ts'
import type { Run } from '../../../../src-engine/contract/runs.ts'
import { useOperation } from '../../../api/index.ts'
import { entriesOf, type Entry } from './entries.ts'

/** Everything that is known of a run, kept fresh by events. */
export function useRunStory(run: Run): {
  readonly entries: readonly Entry[]
  readonly error: unknown
  readonly loading: boolean
} {
  const calls = useOperation(toolCallsList, { query: { run: run.id, limit: 200 } })
  const events = useOperation(activityList, { query: { run: run.id, limit: 200 } })
  const waiting = useOperation(approvalsList, { query: { agent: run.agent, state: 'waiting' } })
  const decided = useOperation(approvalsList, { query: { agent: run.agent, state: 'decided', limit: 100 } })
  return {
    entries: entriesOf(run, calls.data?.items ?? [], events.data?.items ?? [], [
      ...(waiting.data?.items ?? []),
      ...(decided.data?.items ?? []),
    ]),
    error: calls.error ?? events.error ?? waiting.error ?? decided.error,
    loading: calls.isPending || events.isPending,
  }
}
