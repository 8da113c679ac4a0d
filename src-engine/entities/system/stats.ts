import { budgets } from '../../contract/budgets.ts'
import type { ResultOf } from '../../contract/operation.ts'
import { systemStats } from '../../contract/system.ts'
import { periodAt } from '../../decide/index.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Services, Verb } from '../context.ts'
import { countAgents } from './agent-counts.ts'
import { decisionsSince } from './decision-tally.ts'
import { forecast } from './forecast.ts'

type Stats = ResultOf<typeof systemStats>

export const getStats: Verb<typeof systemStats> = async (ctx) => {
  const { org } = authorizeIn(ctx.actor, systemStats)
  const now = ctx.clock.now()
  const { calls, allow, ask, deny } = await decisionsSince(ctx.store, org, periodAt('day', now).start)
  return {
    agents: countAgents(ctx, org),
    spend: spendOf(ctx, org, now),
    approvals: approvalsOf(ctx, org),
    decisions: { today: calls, allowed: allow, asked: ask, denied: deny },
    deployments: { running: ctx.deployments.list(org, { state: 'running' }).length },
  }
}

function spendOf({ store, budgets: { days } }: Services, org: string, now: number): Stats['spend'] {
  const [day, month] = [periodAt('day', now), periodAt('month', now)]
  const monthMicroUsd = days.sum(org, null, month.start, month.end).microUsd
  let monthCapMicroUsd: number | null = null
  for (const { doc } of store.rows(budgets, org).values()) {
    const { period, microUsd } = doc.cap
    if (doc.agent === null && period === 'month' && microUsd !== null)
      monthCapMicroUsd = Math.min(microUsd, monthCapMicroUsd ?? microUsd)
  }
  return {
    todayMicroUsd: days.sum(org, null, day.start, day.end).microUsd,
    monthMicroUsd,
    monthCapMicroUsd,
    forecastMicroUsd: forecast(monthMicroUsd, month, now),
  }
}

/** Requests past their deadline wait no more, even in the moment before that is written down. */
function approvalsOf({ approvals }: Services, org: string): Stats['approvals'] {
  const waiting = approvals.waiting(org).filter(({ state }) => state === 'waiting')
  const earliest = (times: string[]): string | null => times.toSorted()[0] ?? null
  return {
    waiting: waiting.length,
    oldestAt: earliest(waiting.map(({ createdAt }) => createdAt)),
    nextExpiryAt: earliest(waiting.map(({ expiresAt }) => expiresAt)),
  }
}
