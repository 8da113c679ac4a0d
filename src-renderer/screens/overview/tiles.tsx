import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import type { systemStats } from '../../../src-engine/contract/system.ts'
import { useNow } from '../../components/use-now.ts'
import { count, money, percent, span } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'

export type Stats = z.output<(typeof systemStats)['result']>

/** Four figures, each with the sentence that explains it. */
export function Tiles({ stats }: { readonly stats: Stats }) {
  return (
    <div className="tiles">
      <Fleet agents={stats.agents} />
      <Spend spend={stats.spend} />
      <Waiting approvals={stats.approvals} />
      <Actions decisions={stats.decisions} />
    </div>
  )
}

function Fleet({ agents }: { readonly agents: Stats['agents'] }) {
  const { total } = agents
  const parts = [
    ['--ok-mark', agents.running],
    ['--warn-mark', agents.degraded],
    ['--bad-mark', agents.error],
    ['--info-mark', agents.moving],
    ['--idle-mark', agents.stopped + agents.draft],
  ] as const
  const troubles = [
    agents.degraded > 0 ? t('overview.degraded', { count: agents.degraded }) : '',
    agents.error > 0 ? t('overview.errors', { count: agents.error }) : '',
    agents.heldByBudget > 0 ? t('overview.held', { count: agents.heldByBudget }) : '',
    agents.killed > 0 ? t('overview.killed', { count: agents.killed }) : '',
    agents.moving > 0 ? t('overview.moving', { count: agents.moving }) : '',
    agents.stopped > 0 ? t('overview.stoppedCount', { count: agents.stopped }) : '',
    agents.draft > 0 ? t('overview.drafts', { count: agents.draft }) : '',
  ].filter((each) => each !== '')
  return (
    <Link to="/agents" className="card tile">
      <div className="tile-label">{t('overview.fleet')}</div>
      <div className="tile-value">
        {count(agents.running)} <small>{t('overview.ofRunning', { total: count(total) })}</small>
      </div>
      <div className="bar" aria-hidden="true">
        {parts.map(([colour, figure]) =>
          figure === 0 ? null : (
            <i
              key={colour}
              style={{ width: `${(figure / Math.max(1, total)) * 100}%`, background: `var(${colour})` }}
            />
          ),
        )}
      </div>
      <div className="tile-note">
        {troubles.length === 0 ? t('overview.allWell') : troubles.slice(0, 3).join(' · ')}
      </div>
    </Link>
  )
}

function Spend({ spend }: { readonly spend: Stats['spend'] }) {
  const { monthMicroUsd, monthCapMicroUsd: cap, forecastMicroUsd: forecast, todayMicroUsd } = spend
  const heading = forecast === null ? null : t('overview.forecast', { amount: money(forecast) })
  const against = cap === null || forecast === null ? null : forecast > cap ? t('overview.over') : t('overview.under')
  return (
    <div className="card tile">
      <div className="tile-label">{t('overview.spendMonth')}</div>
      <div className="tile-value">
        {money(monthMicroUsd)} <small>{cap === null ? '' : t('overview.ofCap', { cap: money(cap) })}</small>
      </div>
      <div className="bar" aria-hidden="true">
        {cap === null ? null : (
          <i
            style={{
              width: `${Math.min(100, percent(monthMicroUsd, cap))}%`,
              background: `var(${monthMicroUsd >= cap ? '--bad-mark' : '--accent'})`,
            }}
          />
        )}
      </div>
      <div className="tile-note">
        {[
          t('overview.todaySpend', { amount: money(todayMicroUsd) }),
          heading,
          against ?? (cap === null ? t('overview.noCap') : null),
        ]
          .filter((each) => each !== null)
          .join(' · ')}
      </div>
    </div>
  )
}

function Waiting({ approvals }: { readonly approvals: Stats['approvals'] }) {
  const now = useNow(1000)
  const { waiting, oldestAt, nextExpiryAt } = approvals
  const words = [
    ...(oldestAt === null ? [] : [t('overview.oldest', { span: span(now - Date.parse(oldestAt)) })]),
    ...(nextExpiryAt === null ? [] : [t('overview.nextExpiry', { span: span(Date.parse(nextExpiryAt) - now) })]),
  ]
  return (
    <Link to="/approvals" className="card tile">
      <div className="tile-label">{t('overview.waiting')}</div>
      <div className="tile-value">{count(waiting)}</div>
      <div className="tile-note" style={{ marginTop: 14 }}>
        {waiting === 0 ? t('overview.noneWaiting') : words.join(', ')}
      </div>
    </Link>
  )
}

function Actions({ decisions }: { readonly decisions: Stats['decisions'] }) {
  return (
    <Link to="/activity" className="card tile">
      <div className="tile-label">{t('overview.actions')}</div>
      <div className="tile-value">{count(decisions.today)}</div>
      <div className="tile-note" style={{ marginTop: 14 }}>
        {decisions.today === 0
          ? t('overview.noActions')
          : t('overview.decided', { denied: count(decisions.denied), asked: count(decisions.asked) })}
      </div>
    </Link>
  )
}
