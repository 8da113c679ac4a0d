import { useNavigate } from '@tanstack/react-router'
import { agentsPause, agentsResume, agentsStart, type AgentView } from '../../../src-engine/contract/agents.ts'
import { useAct } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { isKilled, isUp } from '../agents/agent-state.ts'

export interface HeaderAction {
  readonly label: string
  readonly pending: boolean
  run(): void
}

/** What one often does to an agent as it is, and whether the last of it failed. */
export function useHeaderActions(agent: AgentView): {
  readonly actions: readonly HeaderAction[]
  readonly error: unknown
} {
  const navigate = useNavigate()
  const isMember = useCan('member')
  const isAdmin = useCan('admin')
  const pause = useAct(agentsPause)
  const resume = useAct(agentsResume)
  const start = useAct(agentsStart)
  const input = { params: { id: agent.id }, body: {} }
  const actions: HeaderAction[] = []
  if (isUp(agent) && agent.paused && isAdmin)
    actions.push({ label: t('agent.resume'), pending: resume.pending, run: () => resume.run(input) })
  if (isUp(agent) && !agent.paused && isMember)
    actions.push({ label: t('agent.pause'), pending: pause.pending, run: () => pause.run(input) })
  if (agent.observed.state === 'stopped' && !isKilled(agent) && isAdmin)
    actions.push({ label: t('agent.start'), pending: start.pending, run: () => start.run(input) })
  if (isAdmin && !isKilled(agent))
    actions.push({
      label: t('agent.deploy'),
      pending: false,
      run: () =>
        void navigate({
          to: '/agents/$agentId/deployment',
          params: { agentId: agent.id },
          search: { act: 'deploy' },
        }),
    })
  return { actions, error: pause.error ?? resume.error ?? start.error }
}
