import { exact, span } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useNow } from './use-now.ts'

/** A time as one says it (`4 s ago`, `in 11 min`); the exact one on hover and for machines. */
export function RelativeTime({ at, bare = false }: { readonly at: string; readonly bare?: boolean }) {
  const distance = useNow(1000) - Date.parse(at)
  const text = span(Math.abs(distance))
  return (
    <time dateTime={at} title={exact(at)} className="num">
      {bare ? text : distance < -1500 ? t('common.inSpan', { span: text }) : t('common.agoSpan', { span: text })}
    </time>
  )
}
