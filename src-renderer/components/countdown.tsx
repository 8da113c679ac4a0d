import { countdown, exact } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useNow } from './use-now.ts'

/** Time left until a deadline, second by second. */
export function Countdown({ until }: { readonly until: string }) {
  // The clock shows whole seconds gone by, so only whole seconds are left: a wait of 15 minutes never reads 15:01.
  const left = Math.floor((Date.parse(until) - useNow(1000)) / 1000) * 1000
  return (
    <time dateTime={until} title={exact(until)} className="num">
      {left <= 0 ? t('common.now') : countdown(left)}
    </time>
  )
}
