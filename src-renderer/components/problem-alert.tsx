import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { FieldError } from '../../src-engine/contract/problem.ts'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { t } from '../i18n/index.ts'
import { CopyId } from './copy.tsx'

/** What happened, why, and what to do; with the request id for whoever has to look it up in the log. */
export function ProblemAlert({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  if (error === null || error === undefined) return null
  const known = error instanceof ProblemError ? error : null
  return (
    <div className="notice" data-tone="bad" role="alert">
      <IconAlertTriangle size={16} color="var(--bad)" />
      <div className="grow stack stack-4">
        <b>{known === null ? t('problem.unexpected') : t(`problem.${known.code}`)}</b>
        <span>
          {known === null ? (error instanceof Error ? error.message : t('problem.nothingKnown')) : known.problem.detail}
        </span>
        {known?.fields.filter(notSaidIn(known.problem.detail)).map((field) => (
          <span key={field.in + field.pointer}>
            <code>{field.pointer === '' ? field.in : field.pointer}</code> {field.detail}
          </span>
        ))}
        {known === null || known.retryAfter === null ? null : (
          <span>{t('problem.retryAfter', { count: known.retryAfter })}</span>
        )}
        {known === null || known.problem.requestId === '' ? null : (
          <span className="muted small">
            {t('problem.requestId')} <CopyId value={known.problem.requestId} text={known.problem.requestId} />
          </span>
        )}
      </div>
      {retry === undefined ? null : <Button onClick={retry}>{t('common.tryAgain')}</Button>}
    </div>
  )
}

/** A problem of one field often is its own detail, named without the slash of the pointer. */
function notSaidIn(detail: string): (field: FieldError) => boolean {
  return (field) => detail !== `${field.pointer.slice(1)}: ${field.detail}`
}

/** The sentence for one field of a form, from a refused call. */
export function fieldProblem(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined
  return error.fields.find(
    (field) => field.in === 'body' && (field.pointer === pointer || field.pointer.startsWith(`${pointer}/`)),
  )?.detail
}
