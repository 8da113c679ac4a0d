import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { agentsPause, agentsResume, type AgentView } from '../../../src-engine/contract/agents.ts'
import { useAct } from '../../api/index.ts'
import { Avatar } from '../../components/avatar.tsx'
import { CopyId } from '../../components/copy.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useNow } from '../../components/use-now.ts'
import { longSpan, short } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { AgentBadge } from '../agents/agent-badge.tsx'
import { isKilled, isUp } from '../agents/agent-state.ts'
import { useTargetName } from '../agents/use-targets.ts'
import { AgentMenu } from './agent-menu.tsx'
import { KillButton } from './kill.tsx'
import { TaskDialog } from './task-dialog.tsx'

export function AgentHeader({ agent }: { readonly agent: AgentView }) {
  const navigate = useNavigate()
  const [giving, setGiving] = useState(false)
  const isMember = useCan('member')
  const isAdmin = useCan('admin')
  const pause = useAct(agentsPause)
  const resume = useAct(agentsResume)
  const params = { id: agent.id }
  return (
    <>
      <div className="title-row">
        <Avatar name={agent.name} size="lg" />
        <div>
          <h1>{agent.name}</h1>
          <Subtitle agent={agent} />
        </div>
        <AgentBadge agent={agent} />
        <div className="line-of push wraps">
          {isMember ? <Button onClick={() => setGiving(true)}>{t('agent.giveTask')}</Button> : null}
          {!isUp(agent) ? null : agent.paused ? (
            isAdmin && (
              <Button loading={resume.pending} onClick={() => resume.run({ params, body: {} })}>
                {t('agent.resume')}
              </Button>
            )
          ) : isMember ? (
            <Button loading={pause.pending} onClick={() => pause.run({ params, body: {} })}>
              {t('agent.pause')}
            </Button>
          ) : null}
          {isAdmin && !isKilled(agent) ? (
            <Button
              onClick={() =>
                void navigate({
                  to: '/agents/$agentId/deployment',
                  params: { agentId: agent.id },
                  search: { act: 'deploy' },
                })
              }
            >
              {t('agent.deploy')}
            </Button>
          ) : null}
          <KillButton agent={agent} />
          <AgentMenu agent={agent} />
        </div>
      </div>
      <ProblemAlert error={pause.error ?? resume.error} />
      {giving ? <TaskDialog agent={agent} onClose={() => setGiving(false)} /> : null}
    </>
  )
}

function Subtitle({ agent }: { readonly agent: AgentView }) {
  const targetName = useTargetName()
  const now = useNow(10_000)
  const { observed } = agent
  const facts = [agent.role, targetName(agent.target) ?? t('agent.noTarget')].filter((fact) => fact !== '')
  const since = longSpan(now - Date.parse(observed.since))
  return (
    <div className="muted">
      {facts.join(' · ')}
      {observed.revision === null ? null : (
        <>
          {' · '}
          {t('agent.revision')} <CopyId value={observed.revision} text={short(observed.revision)} />
        </>
      )}
      {isUp(agent) ? ` · ${t('agent.up', { span: since })}` : ''}
      {isUp(agent) && observed.level !== null ? ` · ${t('agent.level', { level: observed.level })}` : ''}
    </div>
  )
}
