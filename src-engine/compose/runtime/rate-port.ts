import { type RateState, countCall, noCalls, rateCounts } from '../../decide/index.ts'
import type { RatePort } from '../../runtime/index.ts'
import type { RuntimeParts } from './parts.ts'

/** Calls per window, in memory. The first call after a start counts what the day's records hold, so a restart resets nothing. */
export function createRatePort({ services }: RuntimeParts): RatePort {
  const states = new Map<string, RateState>()

  function stateOf(agent: string): RateState {
    let state = states.get(agent)
    if (!state) {
      state = noCalls
      for (const at of services.store.spending.decisionTimes(agent, services.clock.now() - 2 * 86_400_000))
        state = countCall(state, at)
      states.set(agent, state)
    }
    return state
  }
  return {
    counts: (who, now) => rateCounts(stateOf(who.agent), now),
    count(who, now) {
      states.set(who.agent, countCall(stateOf(who.agent), now))
    },
  }
}
