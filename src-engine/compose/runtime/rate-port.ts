import { type RateState, countCall, noCalls, rateCounts } from '../../decide/index.ts'
import type { Counted, RatePort } from '../../runtime/index.ts'
import type { RuntimeParts } from './parts.ts'

/** How the records of decisions name what is counted. */
const RECORDED = { call: 'allow', ask: 'ask' } as const

/** Calls per window, in memory. The first after a start counts what the day's records hold, so a restart resets nothing. */
export function createRatePort({ services }: RuntimeParts): RatePort {
  const states = {
    call: new Map<string, RateState>(),
    ask: new Map<string, RateState>(),
    report: new Map<string, RateState>(),
  }

  function recorded(agent: string, what: Counted, since: number): number[] {
    const { spending } = services.store
    return what === 'report'
      ? spending.reports(agent, since).map(({ at }) => at)
      : spending.decisionTimes(agent, RECORDED[what], since)
  }
  function stateOf(agent: string, what: Counted): RateState {
    let state = states[what].get(agent)
    if (!state) {
      state = noCalls
      const since = services.clock.now() - 2 * 86_400_000
      for (const at of recorded(agent, what, since)) state = countCall(state, at)
      states[what].set(agent, state)
    }
    return state
  }
  return {
    counts: (who, what, now) => rateCounts(stateOf(who.agent, what), now),
    count(who, what, now) {
      states[what].set(who.agent, countCall(stateOf(who.agent, what), now))
    },
  }
}
