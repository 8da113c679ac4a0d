import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { Avatar } from '../../components/avatar.tsx'
import { CopyId } from '../../components/copy.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useNow } from '../../components/use-now.ts'
import { longSpan, short } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { AgentBadge } from '../agents/agent-badge.tsx'
import { isUp } from '../agents/agent-state.ts'
import { useTargetName } from '../agents/use-targets.ts'
import { AgentMenu } from './agent-menu.tsx'
import { KillButton } from './kill.tsx'
import { TaskDialog } from './task-dialog.tsx'
import { useHeaderActions } from './use-header-actions.ts'

/** Who it is, how it fares and what one does to it; in a narrow window the less urgent of that moves into the menu. */
export function AgentHeader({ agent }: { readonly agent: AgentView }) {
  const [giving, setGiving] = useState(false)
  const isMember = useCan('member')
  const { actions, error } = useHeaderActions(agent)
  const narrow = useMediaQuery('(max-width: 1100px)', false)
  return (
    <>
      <div className="title-row">
        <Avatar name={agent.name} size="lg" />
        <div className="agent-title">
          <div className="line-of">
            <h1 className="clip" title={agent.name}>
              {agent.name}
            </h1>
            <AgentBadge agent={agent} />
          </div>
          <Subtitle agent={agent} />
        </div>
        <div className="line-of push wraps">
          {isMember ? <Button onClick={() => setGiving(true)}>{t('agent.giveTask')}</Button> : null}
          {narrow
            ? null
            : actions.map(({ label, pending, run }) => (
                <Button key={label} loading={pending} onClick={run}>
                  {label}
                </Button>
              ))}
          <KillButton agent={agent} />
          <AgentMenu agent={agent} first={narrow ? actions : []} />
        </div>
      </div>
      <ProblemAlert error={error} />
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
