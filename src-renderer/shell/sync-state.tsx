import { Tooltip } from '@mantine/core'
import { t } from '../i18n/index.ts'
import { useLive } from '../live/index.ts'

/** Whether what is on screen is current, in a word. */
export function SyncState() {
  const { state } = useLive((store) => store.connection)
  const tone = state === 'live' ? 'ok' : state === 'offline' ? 'warn' : 'idle'
  const word = state === 'live' ? t('shell.live') : state === 'offline' ? t('shell.offline') : t('shell.connecting')
  return (
    <Tooltip label={state === 'offline' ? t('shell.offlineHint') : t('shell.liveHint')} multiline maw={280}>
      <span className="line-of mid" role="status">
        <span className="dot" data-tone={tone} />
        <span className="sync-words">{word}</span>
      </span>
    </Tooltip>
  )
}
