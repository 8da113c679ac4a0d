import { runsList } from '../../../../src-engine/contract/runs.ts'
import { usePages } from '../../../api/index.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { t } from '../../../i18n/index.ts'
import { runWord } from '../run-state.ts'

interface RunListProps {
  readonly agent: string
  readonly current: string | undefined
  open(run: string): void
}

/** Every task the agent was given, newest first. */
export function RunList({ agent, current, open }: RunListProps) {
  const pages = usePages(runsList, { query: { agent } }, { size: 50 })
  return (
    <nav
      className="card pane-list"
      aria-label={t('agent.talks')}
      onScroll={({ currentTarget: box }) => {
        if (box.scrollTop + box.clientHeight > box.scrollHeight - 400) pages.loadMore()
      }}
    >
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.total === 0 ? <p className="muted card-body">{t('agent.noRuns')}</p> : null}
      {pages.items.map((run) => (
        <button
          key={run.id}
          type="button"
          className="pane-item"
          style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}
          aria-current={run.id === current}
          onClick={() => open(run.id)}
        >
          <span className="clip">{run.task.split('\n', 1)[0]}</span>
          <span className="line-of">
            <StateBadge state={runWord(run.state)} />
            <span className="muted small push">
              <RelativeTime at={run.createdAt} />
            </span>
          </span>
        </button>
      ))}
    </nav>
  )
}
