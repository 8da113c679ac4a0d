import { exact, span } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useNow } from './use-now.ts'

/** A time as one says it (`4 s ago`, `in 11 min`); the exact one on hover and for machines. */
export function RelativeTime({ at, bare = false }: { readonly at: string; readonly bare?: boolean }) {
  const time = Date.parse(at)
  // Far from now the words change by the minute: a long list need not be drawn anew every second.
  const recent = Math.abs(useNow(30_000) - time) < 120_000
  const distance = useNow(recent ? 1_000 : 30_000) - time
  const text = span(Math.abs(distance))
  return (
    <time dateTime={at} title={exact(at)} className="num">
      {bare ? text : distance < -1500 ? t('common.inSpan', { span: text }) : t('common.agoSpan', { span: text })}
    </time>
  )
}
