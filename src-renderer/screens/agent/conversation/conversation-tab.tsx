import './conversation.css'
import '../../approvals/approvals.css'
import { Button, Textarea } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { AgentView } from '../../../../src-engine/contract/agents.ts'
import { runsCreate, runsGet } from '../../../../src-engine/contract/runs.ts'
import { useAct, useOperation } from '../../../api/index.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { isUp } from '../../agents/agent-state.ts'
import { useAgent } from '../use-agent.ts'
import { RunList } from './run-list.tsx'
import { Talk } from './talk.tsx'
import { useLatestRun } from './use-latest-run.ts'

const route = getRouteApi('/shell/agents/$agentId/conversation')

/** Give it a task and watch it think; earlier conversations at the side. */
export function ConversationTab() {
  const agent = useAgent()
  const { run: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const latest = useLatestRun(agent.id)
  const id = chosen ?? latest
  const run = useOperation(runsGet, { params: { id: id ?? '' } }, { enabled: id !== undefined })
  const open = (next: string) => void navigate({ search: { run: next }, replace: true })
  return (
    <div className="two-panes talks">
      <RunList agent={agent.id} current={id} open={open} />
      <section className="card fills" aria-label={t('agent.conversation')}>
        <ProblemAlert error={run.error} />
        <div className="grow scrolls">
          {run.data === undefined ? (
            <EmptyState text={t('agent.pickTalk', { name: agent.name })} />
          ) : (
            <Talk key={run.data.id} run={run.data} agentName={agent.name} />
          )}
        </div>
        <Ask agent={agent} asked={open} />
      </section>
    </div>
  )
}

function Ask({ agent, asked }: { readonly agent: AgentView; asked(run: string): void }) {
  const [task, setTask] = useState('')
  const isMember = useCan('member')
  const give = useAct(runsCreate, (run) => {
    setTask('')
    asked(run.id)
  })
  const send = () => task.trim() !== '' && give.run({ params: { id: agent.id }, body: { task } })
  const able = isMember && isUp(agent)
  return (
    <div className="card-foot">
      <div className="wide">
        <ProblemAlert error={give.error} />
      </div>
      <form
        className="ask-box wide"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Textarea
          className="grow"
          minRows={1}
          maxRows={8}
          maxLength={50_000}
          disabled={!able}
          aria-label={t('agent.askHere', { name: agent.name })}
          placeholder={able ? t('agent.askHere', { name: agent.name }) : t('agent.taskNotUp')}
          value={task}
          onChange={(event) => setTask(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
        />
        <Button
          type="submit"
          variant="filled"
          loading={give.pending}
          disabled={!able || task.trim() === ''}
          title={t('agent.askHint')}
        >
          {t('agent.send')}
        </Button>
      </form>
    </div>
  )
}
