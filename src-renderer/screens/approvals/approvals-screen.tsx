import './approvals.css'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { approvalsList, type Approval } from '../../../src-engine/contract/approvals.ts'
import { useOperation, usePages } from '../../api/index.ts'
import { Chip } from '../../components/chip.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { useShortcuts } from '../../shortcuts/index.ts'
import { ApprovalItem } from './approval-item.tsx'
import { ApprovalPane } from './approval-pane.tsx'

const route = getRouteApi('/shell/approvals')

/** Everything that waits for a person, oldest first; decided with two keys. */
export function ApprovalsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const state = search.show ?? 'waiting'
  const waiting = useOperation(approvalsList, { query: { limit: 1 } }).data?.total
  const pages = usePages(approvalsList, { query: { state } })
  const { items } = pages
  const place = Math.max(
    0,
    items.findIndex(({ id }) => id === search.id),
  )
  const current = items[place]
  const open = (approval: Approval | undefined) =>
    void navigate({ search: { show: search.show, id: approval?.id }, replace: true })
  useShortcuts(t('approvals.title'), [
    { key: 'j', label: t('approvals.next'), run: () => open(items[Math.min(items.length - 1, place + 1)]) },
    { key: 'k', label: t('approvals.previous'), run: () => open(items[Math.max(0, place - 1)]) },
  ])
  return (
    <Page
      title={t('approvals.title')}
      note={waiting === undefined ? '' : t('approvals.waitingCount', { count: waiting })}
      fills
      actions={
        <>
          <Chip
            label={t('approvals.waiting')}
            figure={waiting}
            on={state === 'waiting'}
            onClick={() => void navigate({ search: {} })}
          />
          <Chip
            label={t('approvals.decided')}
            on={state === 'decided'}
            onClick={() => void navigate({ search: { show: 'decided' } })}
          />
        </>
      }
    >
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? (
        <EmptyState text={state === 'waiting' ? t('approvals.empty') : t('approvals.emptyDecided')}>
          <Link to="/agents">{t('approvals.toAgents')}</Link>
        </EmptyState>
      ) : null}
      {current === undefined ? null : (
        <div className="two-panes">
          <ItemList items={items} current={current.id} open={open} onEnd={pages.loadMore} />
          <ApprovalPane
            key={current.id}
            approval={current}
            decided={() => open(items[place + 1] ?? items[place - 1])}
          />
        </div>
      )}
    </Page>
  )
}

interface ItemListProps {
  readonly items: readonly Approval[]
  readonly current: string
  open(approval: Approval): void
  onEnd(): void
}

function ItemList({ items, current, open, onEnd }: ItemListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <div
      ref={list}
      className="card pane-list"
      onScroll={({ currentTarget: box }) => {
        if (box.scrollTop + box.clientHeight > box.scrollHeight - 400) onEnd()
      }}
    >
      {items.map((approval) => (
        <ApprovalItem
          key={approval.id}
          approval={approval}
          current={approval.id === current}
          onOpen={() => open(approval)}
        />
      ))}
    </div>
  )
}
