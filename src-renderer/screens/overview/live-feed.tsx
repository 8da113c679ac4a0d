import { Link } from '@tanstack/react-router'
import { activityList } from '../../../src-engine/contract/activity.ts'
import { useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { useNow } from '../../components/use-now.ts'
import { clock, exact } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useLive } from '../../live/index.ts'
import { ActivityBadge } from '../activity/activity-badge.tsx'
import { useAgentName } from '../agents/use-agent-name.ts'

const SHOWN = 30
/** Details of a run: each has a line of its own once it ended, or stands on the agent's page. */
const quiet = new Set([
  'tool_call_start',
  'session_start',
  'session_end',
  'heartbeat',
  'message_received',
  'model_call',
])

/** What agents do, as they do it. */
export function LiveFeed() {
  const stored = useOperation(activityList, { query: { limit: 60 } })
  const live = useLive((store) => store.feed)
  const agentName = useAgentName()
  const now = useNow(5_000)
  const known = new Set(live.map(({ id }) => id))
  const items = [...live, ...(stored.data?.items.filter(({ id }) => !known.has(id)) ?? [])]
    .filter(({ type }) => !quiet.has(type))
    .slice(0, SHOWN)
  const recent = live.filter(({ at }) => now - Date.parse(at) < 60_000).length
  return (
    <Card
      fills
      flush
      title={t('overview.live')}
      note={
        recent === 0 ? undefined : (
          <span className="line-of">
            <span className="dot" data-tone="ok" style={{ width: 6, height: 6 }} />
            {t('overview.perMinute', { count: recent })}
          </span>
        )
      }
      aside={<Link to="/activity">{t('overview.all')}</Link>}
    >
      {items.length === 0 ? <p className="muted card-body">{t('overview.liveEmpty')}</p> : null}
      <div className="rows">
        {items.map((item) => (
          <div key={item.id} className="live-row">
            <time className="muted num" dateTime={item.at} title={exact(item.at)}>
              {clock(item.at)}
            </time>
            <span className="clip" style={{ fontWeight: 540 }}>
              {item.agent === null ? t('activity.system') : agentName(item.agent)}
            </span>
            <span className="mid live-text" title={item.message}>
              {item.message}
            </span>
            <ActivityBadge activity={item} />
          </div>
        ))}
      </div>
    </Card>
  )
}
