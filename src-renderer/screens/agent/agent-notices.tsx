import { Link } from '@tanstack/react-router'
import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { budgetsList } from '../../../src-engine/contract/budgets.ts'
import { useOperation } from '../../api/index.ts'
import { Notice } from '../../components/notice.tsx'
import { exact } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { isKilled, isUp } from '../agents/agent-state.ts'

/** What holds the agent back right now, why, and until when. */
export function AgentNotices({ agent }: { readonly agent: AgentView }) {
  const params = { agentId: agent.id }
  const { unconfirmedKill } = agent.observed
  if (unconfirmedKill !== null)
    return (
      <Notice tone="bad">
        {t('agent.unconfirmedNotice', { no: unconfirmedKill.killNo, needs: unconfirmedKill.needs })}
      </Notice>
    )
  if (isKilled(agent)) return <Notice tone="bad">{t('agent.killedNotice')}</Notice>
  if (agent.spend.stopped) return <BudgetNotice agent={agent} />
  if (agent.observed.state === 'error') {
    return (
      <Notice
        tone="bad"
        action={
          <Link to="/agents/$agentId/deployment" params={params}>
            {t('agent.seeLogs')}
          </Link>
        }
      >
        {t('agent.errorNotice', { reason: agent.observed.reason })}
      </Notice>
    )
  }
  if (agent.observed.state === 'degraded') {
    return (
      <Notice
        tone="warn"
        action={
          <Link to="/agents/$agentId/deployment" params={params}>
            {t('agent.seeLogs')}
          </Link>
        }
      >
        {agent.observed.failures > 0
          ? t('agent.degradedNotice', { failures: agent.observed.failures })
          : agent.observed.reason}
      </Notice>
    )
  }
  if (agent.paused && isUp(agent)) return <Notice tone="warn">{t('agent.pausedNotice')}</Notice>
  return null
}

function BudgetNotice({ agent }: { readonly agent: AgentView }) {
  const budgets = useOperation(budgetsList, { query: { agent: agent.id } }).data?.items ?? []
  const stopped = budgets.filter((budget) => budget.state === 'stopped')
  const until = stopped
    .map((budget) => budget.periodEnd)
    .sort()
    .at(-1)
  return (
    <Notice
      tone="bad"
      action={
        <Link to="/agents/$agentId/budget" params={{ agentId: agent.id }}>
          {t('agent.seeBudget')}
        </Link>
      }
    >
      {until === undefined ? t('agent.budgetNoticeOpen') : t('agent.budgetNotice', { when: exact(until) })}
    </Notice>
  )
}
