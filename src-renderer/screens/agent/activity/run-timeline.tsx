import type { Run } from '../../../../src-engine/contract/runs.ts'
import { Loading } from '../../../components/loading.tsx'
import { Mark, type Shape, type Tone } from '../../../components/shapes.tsx'
import { Money } from '../../../components/money.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { clock, exact, longSpan } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useActorName } from '../../team/use-actor-name.ts'
import type { Entry } from './entries.ts'
import { EventBody, lookOfEvent, tookOf } from './event-body.tsx'
import { ToolBody, lookOfCall, timeOf } from './tool-body.tsx'
import { useRunStory } from './use-run-story.ts'

/** One run as it happened and happens. */
export function RunTimeline({ run }: { readonly run: Run }) {
  const story = useRunStory(run)
  if (story.loading) return <Loading />
  return (
    <>
      <ProblemAlert error={story.error} />
      <ol className="timeline">
        {story.entries.map((entry) => (
          <Step key={entry.key} entry={entry} />
        ))}
      </ol>
    </>
  )
}

function Step({ entry }: { readonly entry: Entry }) {
  const [tone, shape] = lookOf(entry)
  return (
    <li className="step">
      <time dateTime={entry.at} title={exact(entry.at)}>
        {clock(entry.at)}
      </time>
      <Mark tone={tone} shape={shape} />
      <div>
        <Body entry={entry} />
      </div>
      <span className="muted num">
        {entry.kind === 'tool' ? timeOf(entry.call) : entry.kind === 'event' ? tookOf(entry.event) : ''}
      </span>
    </li>
  )
}

function lookOf(entry: Entry): readonly [Tone, Shape] {
  switch (entry.kind) {
    case 'task':
      return ['info', 'person']
    case 'tool':
      return lookOfCall(entry.call, entry.approval)
    case 'event':
      return lookOfEvent(entry.event)
    case 'end':
      return entry.run.state === 'succeeded'
        ? ['ok', 'check']
        : entry.run.state === 'failed'
          ? ['bad', 'cross']
          : ['idle', 'square']
  }
}

function Body({ entry }: { readonly entry: Entry }) {
  const actorName = useActorName()
  switch (entry.kind) {
    case 'task':
      return (
        <>
          <b>{t('agent.taskFrom')}</b>{' '}
          <span className="muted">{t('agent.runBy', { who: actorName(entry.run.by) })}</span>
          <div className="mid" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {entry.run.task}
          </div>
        </>
      )
    case 'tool':
      return <ToolBody call={entry.call} approval={entry.approval} />
    case 'event':
      return <EventBody event={entry.event} />
    case 'end':
      return (
        <>
          <b>{t(`state.${endWord(entry.run.state)}`)}</b> <span className="mid">{entry.run.reason}</span>
          <div className="muted">
            {t('agent.steps', { count: entry.run.steps })} · <Money microUsd={entry.run.microUsd} /> ·{' '}
            {longSpan(Date.parse(entry.at) - Date.parse(entry.run.startedAt ?? entry.run.createdAt))}
          </div>
        </>
      )
  }
}

function endWord(state: Run['state']): 'succeeded' | 'failed' | 'cancelled' | 'stopped' {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' ? state : 'stopped'
}
