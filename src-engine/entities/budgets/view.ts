import type { z } from 'zod'
import type { Budget, budgetViewSchema } from '../../contract/budgets.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Row } from '../../store/index.ts'
import type { Ctx } from '../context.ts'
import type { CapState } from './book.ts'

/** A forecast needs some of the period to have passed: an hour. */
const FORECAST_AFTER_MS = 3_600_000

export function budgetView(ctx: Ctx, row: Row<Budget>): z.output<typeof budgetViewSchema> {
  const state = ctx.budgets.state(row.doc)
  return {
    ...row.doc,
    version: row.version,
    spentMicroUsd: state.spent.microUsd,
    spentTokens: state.spent.tokens,
    reservedMicroUsd: state.reserved.microUsd,
    periodStart: isoTime(state.start),
    periodEnd: isoTime(state.end),
    forecastMicroUsd: forecast(state, ctx.clock.now()),
    state: stateOf(row.doc, state),
  }
}

/** What the period will have cost if it goes on as so far. */
export function forecast({ spent, start, end }: Pick<CapState, 'spent' | 'start' | 'end'>, now: number): number | null {
  const passed = now - start
  if (passed < FORECAST_AFTER_MS) return null
  return Math.round(spent.microUsd * ((end - start) / passed))
}

function stateOf({ cap }: Budget, { spent }: CapState): 'ok' | 'warning' | 'stopped' {
  const share = Math.max(part(spent.microUsd, cap.microUsd), part(spent.tokens, cap.tokens))
  if (share >= 1) return 'stopped'
  return share >= 0.8 ? 'warning' : 'ok'
}

function part(spent: number, cap: number | null): number {
  if (cap === null) return 0
  return cap === 0 ? 1 : spent / cap
}
