import { useMemo } from 'react'
import { t } from '../i18n/index.ts'
import { diffLines } from './diff.ts'

export interface FieldChange {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** What changes, field by field, line by line. */
export function DiffView({
  changes,
  maxHeight,
}: {
  readonly changes: readonly FieldChange[]
  readonly maxHeight?: number
}) {
  if (changes.length === 0) return <p className="muted">{t('diff.none')}</p>
  return (
    <div className="stack stack-8" style={maxHeight === undefined ? undefined : { maxHeight, overflow: 'auto' }}>
      {changes.map((change) => (
        <FieldDiff key={change.field} change={change} />
      ))}
    </div>
  )
}

function FieldDiff({ change }: { readonly change: FieldChange }) {
  const lines = useMemo(() => diffLines(change.from, change.to), [change.from, change.to])
  return (
    <div className="diff" role="group" aria-label={change.field}>
      <div className="diff-head">{change.field}</div>
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no identity but their place
        <div key={index} data-kind={line.kind}>
          <span aria-label={line.kind === 'same' ? undefined : t(`diff.${line.kind}`)}>
            {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}
          </span>
          <span>{line.text === '' ? '\u00A0' : line.text}</span>
        </div>
      ))}
    </div>
  )
}
