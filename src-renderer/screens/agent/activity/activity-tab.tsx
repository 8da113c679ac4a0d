import { Button, Select } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { runsCancel, runsGet, runsList, type Run } from '../../../../src-engine/contract/runs.ts'
import { useAct, useOperation } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { clock, day } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { runWord, isOpen } from '../run-state.ts'
import { SideCards } from '../side-cards.tsx'
import { TaskDialog } from '../task-dialog.tsx'
import { useAgent } from '../use-agent.ts'
import { RunTimeline } from './run-timeline.tsx'

const route = getRouteApi('/shell/agents/$agentId/activity')

/** What the agent is doing, live; earlier runs one choice away. */
export function ActivityTab() {
  const agent = useAgent()
  const { run: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const [giving, setGiving] = useState(false)
  const runs = useOperation(runsList, { query: { agent: agent.id, limit: 50 } })
  const items = runs.data?.items ?? []
  const elsewhere = useOperation(
    runsGet,
    { params: { id: chosen ?? '' } },
    { enabled: chosen !== undefined && runs.data !== undefined && !items.some(({ id }) => id === chosen) },
  )
  const run = chosen === undefined ? items[0] : (items.find(({ id }) => id === chosen) ?? elsewhere.data)
  return (
    <div className="agent-cols">
      <div className="stack">
        <ProblemAlert error={runs.error ?? elsewhere.error} />
        {runs.isPending ? (
          <Loading />
        ) : run === undefined ? (
          <Card>
            <EmptyState text={t('agent.noRuns')}>
              <Button variant="filled" onClick={() => setGiving(true)}>
                {t('agent.giveTask')}
              </Button>
            </EmptyState>
          </Card>
        ) : (
          <Card
            flush
            title={<RunTitle run={run} />}
            aside={
              <span className="line-of">
                <CancelRun run={run} />
                <Select
                  aria-label={t('agent.runs')}
                  w={210}
                  size="xs"
                  value={run.id}
                  data={[...(items.some(({ id }) => id === run.id) ? [] : [run]), ...items].map((each) => ({
                    value: each.id,
                    label: `${day(each.createdAt)} ${clock(each.createdAt)} · ${each.task.slice(0, 24)}`,
                  }))}
                  onChange={(id) => void navigate({ search: { run: id ?? undefined }, replace: true })}
                />
              </span>
            }
          >
            <RunTimeline key={run.id} run={run} />
          </Card>
        )}
      </div>
      <SideCards agent={agent} />
      {giving ? <TaskDialog agent={agent} onClose={() => setGiving(false)} /> : null}
    </div>
  )
}

function RunTitle({ run }: { readonly run: Run }) {
  return (
    <span className="line-of">
      {t('agent.run')} <StateBadge state={runWord(run.state)} />
      <span className="muted clip" style={{ fontWeight: 450 }}>
        “{run.task.split('\n', 1)[0]}”
      </span>
    </span>
  )
}

function CancelRun({ run }: { readonly run: Run }) {
  const cancel = useAct(runsCancel)
  const isMember = useCan('member')
  if (!isOpen(run.state) || !isMember) return null
  return (
    <Button
      size="compact-sm"
      className="danger"
      loading={cancel.pending}
      onClick={() => cancel.run({ params: { id: run.id } })}
    >
      {t('agent.cancelRun')}
    </Button>
  )
}
