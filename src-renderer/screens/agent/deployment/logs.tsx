import { Checkbox, TextInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { AgentView } from '../../../../src-engine/contract/agents.ts'
import type { LogLine } from '../../../../src-engine/contract/deployments.ts'
import { Card } from '../../../components/card.tsx'
import { CopyButton } from '../../../components/copy.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { clock } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { parseLogLine } from './parse-log-line.ts'
import { useLogLines } from './use-log-lines.ts'
import './steps.css'

/** What the workload writes, live: followed until one scrolls up, searched, copied. */
export function Logs({ agent }: { readonly agent: AgentView }) {
  const { lines, error } = useLogLines(agent.id, agent.observed.deployment)
  const [q, setQ] = useState('')
  const [follow, setFollow] = useState(true)
  const shown = useMemo(
    () => (q === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(q.toLowerCase()))),
    [lines, q],
  )
  if (agent.observed.deployment === null) {
    return (
      <Card title={t('deployment.logs')}>
        <p className="muted">{t('deployment.logsNoWorkload')}</p>
      </Card>
    )
  }
  return (
    <Card
      flush
      title={t('deployment.logs')}
      note={t('deployment.logLines', { count: shown.length })}
      aside={
        <span className="line-of">
          <Checkbox
            label={t('deployment.follow')}
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          <TextInput
            w={180}
            size="xs"
            type="search"
            aria-label={t('deployment.searchLogs')}
            placeholder={t('deployment.searchLogs')}
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
          />
          <CopyButton value={shown.map(printed).join('\n')} />
        </span>
      }
    >
      <ProblemAlert error={error} />
      {shown.length === 0 ? (
        <EmptyState text={q === '' ? t('deployment.logsEmpty') : t('deployment.logsNoMatch', { q })} />
      ) : (
        <Lines lines={shown} follow={follow} unfollow={() => setFollow(false)} />
      )}
    </Card>
  )
}

function Lines({
  lines,
  follow,
  unfollow,
}: {
  readonly lines: readonly LogLine[]
  readonly follow: boolean
  unfollow(): void
}) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [follow, lines])
  return (
    <div
      ref={box}
      className="logs"
      role="log"
      aria-live="off"
      aria-label={t('deployment.logs')}
      tabIndex={0}
      onWheel={(event) => {
        if (event.deltaY < 0) unfollow()
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          if (line === undefined) return null
          return (
            <div
              key={index}
              className="log-line"
              data-stream={line.stream}
              style={{ transform: `translateY(${start}px)` }}
            >
              {line.at === null ? null : <time dateTime={line.at}>{clock(line.at)}</time>}
              <LineText text={line.text} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** A structured line reads as a sentence with its details dimmed; its raw text is what is searched and copied. */
function LineText({ text }: { readonly text: string }) {
  const parsed = parseLogLine(text)
  if (parsed === null) return text
  const { level, message, fields } = parsed
  return (
    <span data-level={level ?? undefined}>
      {level === null ? null : <b>{t(`deployment.level.${level}`)} </b>}
      {message}
      {fields === '' ? null : <span className="log-fields"> {fields}</span>}
    </span>
  )
}

function printed(line: LogLine): string {
  return line.at === null ? line.text : `${line.at} ${line.text}`
}
