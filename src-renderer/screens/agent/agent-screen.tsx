import './agent.css'
import { Link, Outlet } from '@tanstack/react-router'
import { agentsGet } from '../../../src-engine/contract/agents.ts'
import { ProblemError } from '../../../src-engine/contract/problem-error.ts'
import { useOperation } from '../../api/index.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page, useTitle } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { AgentHeader } from './agent-header.tsx'
import { AgentNotices } from './agent-notices.tsx'
import { AgentContext, useAgentId } from './use-agent.ts'

/** One agent: who it is and how it fares, then its parts. */
export function AgentScreen() {
  const id = useAgentId()
  const { data: agent, error, refetch } = useOperation(agentsGet, { params: { id } })
  const missing = isMissing(error)
  useTitle(missing ? t('agent.missingTitle') : (agent?.name ?? t('shell.agents')))
  if (missing)
    return (
      <Page title={t('agent.missingTitle')}>
        <EmptyState text={t('agent.missing')}>
          <Link to="/agents">{t('agent.toList')}</Link>
        </EmptyState>
      </Page>
    )
  return (
    <div className="page">
      <ProblemAlert error={error} retry={() => void refetch()} />
      {agent === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <AgentContext value={agent}>
          <AgentHeader agent={agent} />
          <Tabs agentId={id} />
          <AgentNotices agent={agent} />
          <Outlet />
        </AgentContext>
      )}
    </div>
  )
}

/** There is no such agent, or what stands in the address cannot be one. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false
  return (
    error.code === 'not_found' ||
    (error.code === 'invalid_input' && error.fields.some((field) => field.in === 'params'))
  )
}

function Tabs({ agentId }: { readonly agentId: string }) {
  const params = { agentId }
  return (
    <nav className="tabs" aria-label={t('agent.tabs')}>
      <Link to="/agents/$agentId/activity" params={params}>
        {t('agent.activity')}
      </Link>
      <Link to="/agents/$agentId/conversation" params={params}>
        {t('agent.conversation')}
      </Link>
      <Link to="/agents/$agentId/configuration" params={params}>
        {t('agent.configuration')}
      </Link>
      <Link to="/agents/$agentId/permissions" params={params}>
        {t('agent.permissions')}
      </Link>
      <Link to="/agents/$agentId/budget" params={params}>
        {t('agent.budget')}
      </Link>
      <Link to="/agents/$agentId/deployment" params={params}>
        {t('agent.deployment')}
      </Link>
      <Link to="/agents/$agentId/history" params={params}>
        {t('agent.history')}
      </Link>
    </nav>
  )
}
