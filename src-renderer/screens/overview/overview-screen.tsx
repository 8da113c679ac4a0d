import './overview.css'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { systemStats } from '../../../src-engine/contract/system.ts'
import { useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useNow } from '../../components/use-now.ts'
import { count } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { Deploying } from './deploying.tsx'
import { LiveFeed } from './live-feed.tsx'
import { NeedsYou } from './needs-you.tsx'
import { SpendCard } from './spend-card.tsx'
import { Tiles } from './tiles.tsx'
import { useNeeds } from './use-needs.ts'

/** Is everything fine? If not, what needs a person? */
export function OverviewScreen() {
  const navigate = useNavigate()
  const isAdmin = useCan('admin')
  const stats = useOperation(systemStats, {}, { every: 30_000 })
  const needs = useNeeds()
  // Two columns fill the window and scroll inside; one column is a page like any other.
  const wide = useMediaQuery('(min-width: 1101px) and (min-height: 760px)', true)
  const agents = stats.data?.agents
  const fresh = agents?.total === 0
  const newAgent = (
    <Button variant="filled" onClick={() => void navigate({ to: '/agents', search: { new: true } })}>
      {t('agents.new')}
    </Button>
  )
  return (
    <Page
      fills={wide}
      title={greeting(new Date(useNow(60_000)))}
      note={
        agents === undefined
          ? ''
          : fresh
            ? t('overview.noAgents')
            : `${t('overview.runningOf', { count: agents.running, running: count(agents.running), total: count(agents.total) })} ${needs.length === 0 ? t('overview.nothing') : t('overview.needs', { count: needs.length })}`
      }
      actions={isAdmin ? newAgent : undefined}
    >
      <ProblemAlert error={stats.error} retry={() => void stats.refetch()} />
      {stats.data === undefined ? stats.isPending ? <Loading /> : null : <Tiles stats={stats.data} />}
      {fresh ? (
        <Card title={t('overview.startTitle')}>
          <EmptyState text={t('overview.start')}>
            {isAdmin ? (
              <div className="line-of">
                {newAgent}
                <Button onClick={() => void navigate({ to: '/welcome' })}>{t('overview.startSetup')}</Button>
              </div>
            ) : null}
          </EmptyState>
        </Card>
      ) : stats.data === undefined ? null : (
        <div className="overview-cols">
          <div className="stack">
            <NeedsYou needs={needs} />
            <SpendCard stats={stats.data} />
          </div>
          <div className="stack">
            <Deploying />
            <LiveFeed />
          </div>
        </div>
      )}
    </Page>
  )
}

function greeting(now: Date): string {
  const hour = now.getHours()
  return hour < 12 ? t('overview.morning') : hour < 18 ? t('overview.afternoon') : t('overview.evening')
}
