import { useEffect, useRef } from 'react'
import { approvalsList } from '../../../../src-engine/contract/approvals.ts'
import { conversationsGet } from '../../../../src-engine/contract/conversations.ts'
import type { Run } from '../../../../src-engine/contract/runs.ts'
import type { AgentTurn } from '../../../../src-engine/contract/runtime.ts'
import { useOperation } from '../../../api/index.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { t } from '../../../i18n/index.ts'
import { ApprovalBox } from '../activity/approval-box.tsx'
import { useActorName } from '../../team/use-actor-name.ts'
import { isOpen, runWord } from '../run-state.ts'
import { mergeTurns } from './run-live.ts'
import { LiveCallLine, TurnView } from './turn-view.tsx'
import { useRunLive } from './use-run-live.ts'

/** One conversation: what was said before, and what is being said now, word by word. */
export function Talk({ run, agentName }: { readonly run: Run; readonly agentName: string }) {
  const { live, error } = useRunLive(run)
  const stored = useOperation(conversationsGet, { params: { run: run.id }, query: { limit: 200 } })
  const asking =
    useOperation(approvalsList, { query: { agent: run.agent } }).data?.items.filter(
      (approval) => approval.run === run.id,
    ) ?? []
  const turns = mergeTurns<AgentTurn>(stored.data?.items ?? [], live.turns)
  const actorName = useActorName()
  const open = isOpen(run.state)
  // What waits for a person stands in the box that asks, and is not said again below it.
  const asked = asking.length > 0
  const acting = open ? live.calls.filter(({ phase }) => phase !== 'done' && !(asked && phase === 'waiting')) : []
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [turns.length, live.partial, asking.length])
  return (
    <div className="talk" aria-live="polite" aria-busy={open}>
      <ProblemAlert error={stored.error ?? error} />
      {turns.some(({ role }) => role === 'user') ? null : (
        <TurnView who={actorName(run.by)} turn={{ role: 'user', text: run.task, at: run.createdAt, toolCalls: [] }} />
      )}
      {turns.map((turn) => (
        <TurnView
          key={turn.index}
          who={
            turn.role === 'user'
              ? actorName(run.by)
              : turn.role === 'tool'
                ? (turn.toolCalls[0]?.tool ?? t('agent.result'))
                : agentName
          }
          turn={turn}
        />
      ))}
      {open && live.partial !== '' ? (
        <TurnView open who={agentName} turn={{ role: 'assistant', text: live.partial, toolCalls: [] }} />
      ) : null}
      {acting.map((call) => (
        <LiveCallLine key={call.call} call={call} />
      ))}
      {asking.map((approval) => (
        <div key={approval.id}>
          <b>{approval.tool}</b> {t('agent.asksApproval')}
          <ApprovalBox approval={approval} />
        </div>
      ))}
      <div ref={end} className="line-of">
        {asked ? null : (
          <>
            <StateBadge state={runWord(run.state)} />
            <span className="mid">{run.reason}</span>
          </>
        )}
      </div>
    </div>
  )
}
