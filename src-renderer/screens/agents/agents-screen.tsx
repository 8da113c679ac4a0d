import { Button } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { agentsList, type AgentView } from '../../../src-engine/contract/agents.ts'
import { usePages } from '../../api/index.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { KeyHint } from '../../components/key-hint.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { count } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { useShortcuts } from '../../shortcuts/index.ts'
import { Table } from '../../table/index.ts'
import { BulkStop } from './bulk-stop.tsx'
import { agentColumns } from './columns.tsx'
import { AgentFilters } from './filters.tsx'
import { NewAgent } from './new-agent.tsx'
import { queryOf, type AgentsSearch } from './search.ts'
import { useTargetName } from './use-targets.ts'

const route = getRouteApi('/shell/agents')
const none: ReadonlySet<string> = new Set()

/** The fleet: found, filtered and sorted by the engine, opened and acted on with the keyboard. */
export function AgentsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [selected, setSelected] = useState(none)
  const isAdmin = useCan('admin')
  const pages = usePages(agentsList, { query: queryOf(search) })
  const targetName = useTargetName()
  const columns = useMemo(() => agentColumns(targetName), [targetName])

  const change = (part: Partial<AgentsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const open = (agent: AgentView) => void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } })
  const filtered = search.q !== undefined || search.show !== undefined || search.target !== undefined
  useShortcuts(
    t('agents.title'),
    isAdmin ? [{ key: 'c', label: t('agents.new'), run: () => change({ new: true }) }] : [],
  )

  const newAgent = isAdmin ? (
    <Button variant="filled" rightSection={<KeyHint>C</KeyHint>} onClick={() => change({ new: true })}>
      {t('agents.new')}
    </Button>
  ) : undefined
  return (
    <Page title={t('agents.title')} note={pages.total === null ? '' : count(pages.total)} fills actions={newAgent}>
      {selected.size > 0 ? (
        <BulkStop ids={selected} clear={() => setSelected(none)} />
      ) : (
        <AgentFilters search={search} change={change} />
      )}
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.items.length > 0 ? (
        <>
          <Table
            label={t('agents.title')}
            columns={columns}
            rows={pages.items}
            total={pages.total ?? pages.items.length}
            rowId={(agent) => agent.id}
            rowName={(agent) => agent.name}
            onOpen={open}
            onMore={pages.loadMore}
            selection={{ ids: selected, set: setSelected }}
            sort={search.sort ?? '-lastAction'}
            onSort={(sort) => change({ sort: sort as AgentsSearch['sort'] })}
            keys={[
              {
                key: 'd',
                label: t('agents.deploy'),
                run: (agent) =>
                  void navigate({
                    to: '/agents/$agentId/deployment',
                    params: { agentId: agent.id },
                    search: { act: 'deploy' },
                  }),
              },
              { key: 's', label: t('agents.stop'), run: (agent) => setSelected(new Set([...selected, agent.id])) },
            ]}
          />
          <TableHelp shown={pages.items.length} total={pages.total ?? 0} />
        </>
      ) : pages.total === 0 ? (
        <EmptyState text={filtered ? t('agents.emptyFiltered') : t('agents.empty')}>
          {filtered ? (
            <Button onClick={() => change({ q: undefined, show: undefined, target: undefined })}>
              {t('agents.clearFilter')}
            </Button>
          ) : (
            newAgent
          )}
        </EmptyState>
      ) : null}
      {search.new === true && isAdmin ? <NewAgent onClose={() => change({ new: undefined })} /> : null}
    </Page>
  )
}

function TableHelp({ shown, total }: { readonly shown: number; readonly total: number }) {
  return (
    <div className="table-foot">
      <span>{t('common.ofTotal', { shown: count(shown), total: count(total) })}</span>
      <span>
        <KeyHint>J</KeyHint> <KeyHint>K</KeyHint> {t('agents.move')}
      </span>
      <span>
        <KeyHint>Enter</KeyHint> {t('agents.open')}
      </span>
      <span>
        <KeyHint>X</KeyHint> {t('agents.select')}
      </span>
      <span>
        <KeyHint>?</KeyHint> {t('agents.moreKeys')}
      </span>
    </div>
  )
}
