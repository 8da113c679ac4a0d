import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { activityList, activityTypes, type Activity } from '../../../src-engine/contract/activity.ts'
import { usePages } from '../../api/index.ts'
import { AgentLink } from '../../components/agent-link.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { clock, exact } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { Table, type Column } from '../../table/index.ts'
import { useAgentName } from '../agents/use-agent-name.ts'
import { ActivityBadge } from './activity-badge.tsx'

const route = getRouteApi('/shell/activity')

/** Everything that happened, newest first, as it happens. */
export function ActivityScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const agentName = useAgentName()
  const [text, setText] = useState(search.q ?? '')
  const type = activityTypes.find((each) => each === search.type)
  const pages = usePages(activityList, { query: { ...(search.q ? { q: search.q } : {}), ...(type ? { type } : {}) } })
  const apply = useDebouncedCallback(
    (q: string) => void navigate({ search: (before) => ({ ...before, q: q === '' ? undefined : q }), replace: true }),
    150,
  )
  const columns = useMemo(() => columnsOf(agentName), [agentName])
  return (
    <Page title={t('activity.title')} fills>
      <div className="line-of wraps" role="search">
        <TextInput
          w={280}
          type="search"
          aria-label={t('activity.filter')}
          placeholder={t('activity.filter')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            apply(event.currentTarget.value)
          }}
        />
        <Select
          w={180}
          aria-label={t('activity.kind')}
          value={type ?? ''}
          data={[
            { value: '', label: t('activity.allTypes') },
            ...activityTypes.map((each) => ({ value: each, label: t(`activity.type.${each}`) })),
          ]}
          onChange={(next) =>
            void navigate({
              search: (before) => ({ ...before, type: next === '' || next === null ? undefined : next }),
              replace: true,
            })
          }
        />
      </div>
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? (
        <EmptyState text={search.q || type ? t('activity.emptyFiltered') : t('activity.empty')} />
      ) : null}
      {pages.items.length > 0 ? (
        <Table
          label={t('activity.title')}
          columns={columns}
          rows={pages.items}
          total={pages.total ?? pages.items.length}
          rowId={(row) => row.id}
          rowName={(row) => row.message}
          onMore={pages.loadMore}
          onOpen={(row) =>
            row.agent !== null &&
            void navigate({
              to: '/agents/$agentId/activity',
              params: { agentId: row.agent },
              search: row.run === null ? {} : { run: row.run },
            })
          }
        />
      ) : null}
    </Page>
  )
}

function columnsOf(agentName: (id: string) => string): Column<Activity>[] {
  return [
    {
      id: 'at',
      title: t('activity.time'),
      width: '84px',
      cell: (row) => (
        <time dateTime={row.at} title={exact(row.at)} className="num muted">
          {clock(row.at)}
        </time>
      ),
    },
    { id: 'type', title: t('activity.kind'), width: '150px', cell: (row) => <ActivityBadge activity={row} /> },
    {
      id: 'agent',
      title: t('agents.agent'),
      width: 'minmax(130px, 0.7fr)',
      cell: (row) =>
        row.agent === null ? (
          <span className="muted">{t('activity.system')}</span>
        ) : (
          <AgentLink id={row.agent}>{agentName(row.agent)}</AgentLink>
        ),
    },
    {
      id: 'message',
      title: t('activity.what'),
      width: 'minmax(240px, 3fr)',
      cell: (row) => <span title={row.message}>{row.message}</span>,
    },
  ]
}
