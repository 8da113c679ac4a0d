import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { AgentLink } from '../../components/agent-link.tsx'
import { Avatar } from '../../components/avatar.tsx'
import { Meter } from '../../components/meter.tsx'
import { Money } from '../../components/money.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { percent, short, standing } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import type { Column } from '../../table/index.ts'
import { AgentBadge } from './agent-badge.tsx'
import { isKilled } from './agent-state.ts'

export function agentColumns(targetName: (id: string | null) => string | null): Column<AgentView>[] {
  return [
    {
      id: 'state',
      title: t('agents.state'),
      width: '118px',
      sort: 'state',
      cell: (agent) => <AgentBadge agent={agent} />,
    },
    {
      id: 'name',
      title: t('agents.agent'),
      width: 'minmax(126px, 1.3fr)',
      sort: 'name',
      cell: (agent) => <AgentName agent={agent} />,
    },
    {
      id: 'role',
      title: t('agents.role'),
      width: 'minmax(96px, 0.9fr)',
      spare: true,
      cell: (agent) => <span className="mid">{agent.role}</span>,
    },
    {
      id: 'target',
      title: t('agents.target'),
      width: 'minmax(112px, 1fr)',
      cell: (agent) => <span className="mid">{targetName(agent.target) ?? t('agents.noTarget')}</span>,
    },
    {
      id: 'revision',
      title: t('agents.revision'),
      width: '104px',
      spare: true,
      cell: (agent) => <Revision agent={agent} />,
    },
    {
      id: 'lastAction',
      title: t('agents.lastAction'),
      width: 'minmax(150px, 2fr)',
      sort: 'lastAction',
      cell: (agent) => <LastAction agent={agent} />,
    },
    {
      id: 'spend',
      title: t('agents.spendToday'),
      width: '92px',
      right: true,
      sort: 'spend',
      cell: (agent) => <Money microUsd={agent.spend.todayMicroUsd} />,
    },
    { id: 'cap', title: t('agents.ofCap'), width: '120px', cell: (agent) => <CapUsed agent={agent} /> },
    { id: 'alert', title: t('agents.alert'), width: '104px', spare: true, cell: (agent) => <Alert agent={agent} /> },
  ]
}

function AgentName({ agent }: { readonly agent: AgentView }) {
  return (
    <span className="line-of">
      <Avatar name={agent.name} />
      <AgentLink id={agent.id}>{agent.name}</AgentLink>
    </span>
  )
}

/** The configuration it runs; with an arrow, the one that a deployment would bring. */
export function Revision({ agent }: { readonly agent: AgentView }) {
  const running = agent.observed.revision
  if (running === null) return null
  return (
    <code className="muted">
      {short(running)}
      {running === agent.revision ? '' : ` → ${short(agent.revision)}`}
    </code>
  )
}

function LastAction({ agent }: { readonly agent: AgentView }) {
  if (agent.lastAction === null) return null
  return (
    <span className="line-of mid" style={{ gap: 4 }}>
      <span className="clip" title={agent.lastAction.text}>
        {standing(agent.lastAction.text)}
      </span>
      <span style={{ flex: 'none' }}>
        · <RelativeTime at={agent.lastAction.at} bare />
      </span>
    </span>
  )
}

function CapUsed({ agent }: { readonly agent: AgentView }) {
  const { todayMicroUsd, capMicroUsd } = agent.spend
  if (capMicroUsd === null) return <span className="muted">{t('agents.noCap')}</span>
  const share = percent(todayMicroUsd, capMicroUsd)
  return (
    <span className="line-of">
      <span className="num muted" style={{ width: 38 }}>
        {share} %
      </span>
      <Meter part={todayMicroUsd} whole={capMicroUsd} label={t('agents.capUsed', { percent: share })} />
    </span>
  )
}

function Alert({ agent }: { readonly agent: AgentView }) {
  if (isKilled(agent)) return <AgentBadge agent={agent} />
  if (agent.spend.stopped) return <StateBadge state="heldByBudget" />
  if (agent.observed.state === 'error') return <StateBadge state="incident" />
  if (agent.observed.failures > 0)
    return <StateBadge state="degraded" word={t('agents.probe', { failures: agent.observed.failures })} />
  return <span className="muted">{t('agents.noAlert')}</span>
}
