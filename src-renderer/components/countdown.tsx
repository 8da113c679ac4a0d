import { countdown, exact } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useNow } from './use-now.ts'

/** Time left until a deadline, second by second. */
export function Countdown({ until }: { readonly until: string }) {
  const left = Date.parse(until) - useNow(1000)
  return (
    <time dateTime={until} title={exact(until)} className="num">
      {left <= 0 ? t('common.now') : countdown(left)}
    </time>
  )
}
