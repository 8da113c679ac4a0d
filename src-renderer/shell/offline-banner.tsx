import { Notice } from '../components/notice.tsx'
import { useNow } from '../components/use-now.ts'
import { span } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useLive } from '../live/index.ts'

/** Offline is a state, not an error: says since when and when the next try is. */
export function OfflineBanner() {
  const connection = useLive((store) => store.connection)
  const now = useNow(1000)
  // A blink of a second or two is nobody's business.
  if (connection.state !== 'offline' || now - connection.since < 3_000) return null
  return (
    <div style={{ padding: '10px 22px 0' }}>
      <Notice
        tone="warn"
        action={<span className="muted">{t('shell.nextTry', { span: span(connection.nextTry - now) })}</span>}
      >
        {t('shell.offlineBanner', { span: span(now - connection.since) })}
      </Notice>
    </div>
  )
}
