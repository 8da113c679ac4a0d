import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { deploymentsList, type Deployment } from '../../../src-engine/contract/deployments.ts'
import { usePages } from '../../api/index.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { count, short, took } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { Table, type Column } from '../../table/index.ts'
import { deploymentWord } from '../agent/deployment/deployment-word.ts'
import { useAgentName } from '../agents/use-agent-name.ts'
import { useActorName } from '../team/use-actor-name.ts'
import { useTargetName } from '../agents/use-targets.ts'

/** All work on targets, newest first; what is under way stands on top. */
export function DeploymentsScreen() {
  const navigate = useNavigate()
  const pages = usePages(deploymentsList, {})
  const agentName = useAgentName()
  const targetName = useTargetName()
  const actorName = useActorName()
  const columns = useMemo(() => columnsOf(agentName, targetName, actorName), [agentName, targetName, actorName])
  return (
    <Page title={t('deployment.allTitle')} note={pages.total === null ? '' : count(pages.total)} fills>
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? <EmptyState text={t('deployment.allEmpty')} /> : null}
      {pages.items.length > 0 ? (
        <Table
          label={t('deployment.allTitle')}
          columns={columns}
          rows={pages.items}
          total={pages.total ?? 0}
          rowId={(row) => row.id}
          rowName={(row) => agentName(row.agent)}
          onOpen={(row) => void navigate({ to: '/agents/$agentId/deployment', params: { agentId: row.agent } })}
          onMore={pages.loadMore}
        />
      ) : null}
    </Page>
  )
}

function columnsOf(
  agentName: (id: string) => string,
  targetName: (id: string | null) => string | null,
  actorName: (actor: string) => string,
): Column<Deployment>[] {
  return [
    {
      id: 'state',
      title: t('deployment.outcome'),
      width: '126px',
      cell: (row) => <StateBadge state={deploymentWord(row.state)} />,
    },
    { id: 'what', title: t('deployment.what'), width: '104px', cell: (row) => t(`deployment.kind.${row.kind}`) },
    {
      id: 'agent',
      title: t('agents.agent'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => <b>{agentName(row.agent)}</b>,
    },
    {
      id: 'target',
      title: t('agents.target'),
      width: 'minmax(110px, 0.7fr)',
      cell: (row) => <span className="mid">{targetName(row.target)}</span>,
    },
    {
      id: 'revision',
      title: t('agents.revision'),
      width: '80px',
      spare: true,
      cell: (row) => <code className="muted">{short(row.revision)}</code>,
    },
    {
      id: 'detail',
      title: t('deployment.detail'),
      width: 'minmax(160px, 1.6fr)',
      cell: (row) => (
        <span className="mid" title={row.detail}>
          {row.state === 'running'
            ? t('deployment.progress', {
                done: row.steps.filter(({ state }) => state === 'done').length,
                total: row.steps.length,
              })
            : row.detail}
        </span>
      ),
    },
    {
      id: 'by',
      title: t('agent.by'),
      width: 'minmax(100px, 0.6fr)',
      spare: true,
      cell: (row) => <span className="mid">{actorName(row.by)}</span>,
    },
    {
      id: 'started',
      title: t('deployment.started'),
      width: '104px',
      cell: (row) => <RelativeTime at={row.startedAt} />,
    },
    {
      id: 'took',
      title: t('deployment.took'),
      width: '76px',
      spare: true,
      right: true,
      cell: (row) => (row.endedAt === null ? '' : took(Date.parse(row.endedAt) - Date.parse(row.startedAt))),
    },
  ]
}
