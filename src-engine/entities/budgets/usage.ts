import { budgetsUsage } from '../../contract/budgets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Verb } from '../context.ts'

const DEFAULT_SPAN_MS = { hour: 48 * 3_600_000, day: 31 * 86_400_000 } as const

export const listUsage: Verb<typeof budgetsUsage> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, budgetsUsage)
  const since = query.since ?? isoTime(ctx.clock.now() - DEFAULT_SPAN_MS[query.bucket])
  const sums = new Map<string, { microUsd: number; inputTokens: number; outputTokens: number; calls: number }>()
  for (const bucket of ctx.store.spending.buckets(query.bucket, since, { org, agent: query.agent })) {
    const at = query.bucket === 'day' ? `${bucket.at}T00:00:00.000Z` : `${bucket.at}:00:00.000Z`
    const sum = sums.get(at) ?? { microUsd: 0, inputTokens: 0, outputTokens: 0, calls: 0 }
    sum.microUsd += bucket.microUsd
    sum.inputTokens += bucket.inputTokens
    sum.outputTokens += bucket.outputTokens
    sum.calls += bucket.calls
    sums.set(at, sum)
  }
  return { items: [...sums].map(([at, sum]) => ({ at, ...sum })).toSorted((a, b) => (a.at < b.at ? -1 : 1)) }
}
