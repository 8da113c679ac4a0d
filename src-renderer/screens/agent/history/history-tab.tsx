import { agentsHistory, type stateMoveSchema } from '../../../../src-engine/contract/agents.ts'
import { useMemo } from 'react'
import type { z } from 'zod'
import { usePages } from '../../../api/index.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { t } from '../../../i18n/index.ts'
import { Table, type Column } from '../../../table/index.ts'
import { useActorName } from '../../team/use-actor-name.ts'
import { useAgentId } from '../use-agent.ts'

type Move = z.output<typeof stateMoveSchema>

const columnsOf = (actorName: (actor: string) => string): Column<Move>[] => [
  { id: 'at', title: t('agent.when'), width: '110px', cell: (move) => <RelativeTime at={move.at} /> },
  {
    id: 'from',
    title: t('agent.from'),
    width: '130px',
    cell: (move) =>
      move.from === null ? <span className="muted">{t('agent.created')}</span> : <StateBadge state={move.from} />,
  },
  { id: 'to', title: t('agent.to'), width: '130px', cell: (move) => <StateBadge state={move.to} /> },
  {
    id: 'by',
    title: t('agent.by'),
    width: 'minmax(120px, 0.6fr)',
    cell: (move) => <span className="mid">{actorName(move.by)}</span>,
  },
  {
    id: 'reason',
    title: t('agent.reason'),
    width: 'minmax(200px, 2fr)',
    cell: (move) => <span title={move.reason}>{move.reason}</span>,
  },
]

export function HistoryTab() {
  const id = useAgentId()
  const actorName = useActorName()
  const columns = useMemo(() => columnsOf(actorName), [actorName])
  const pages = usePages(agentsHistory, { params: { id } })
  return (
    <div className="stack" style={{ height: 'max(320px, calc(100vh - 210px))' }}>
      <p className="muted">{t('agent.moves')}</p>
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? <EmptyState text={t('agent.noMoves')} /> : null}
      {pages.items.length > 0 ? (
        <Table
          label={t('agent.history')}
          columns={columns}
          rows={pages.items}
          total={pages.total ?? 0}
          rowId={(move) => move.id}
          rowName={(move) => move.to}
          onMore={pages.loadMore}
        />
      ) : null}
    </div>
  )
}
