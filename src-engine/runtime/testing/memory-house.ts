import type { House } from './house.ts'
import { createMemoryPorts, RUN, WHO } from './memory-ports.ts'

/** The house whose ports are maps. */
export async function openMemoryHouse(): Promise<House> {
  const { ports, state } = createMemoryPorts()
  return {
    ports,
    agent: WHO.agent,
    run: RUN,
    policyRev: () => state.policyRev,
    async setProfile(profile) {
      state.profile = profile
    },
    async hold(kind) {
      const reason = `The agent is ${kind}.`
      state.hold = { kind, reason }
      return reason
    },
    async cap(microUsd) {
      state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd, tokens: null } }]
    },
    async limit(limits) {
      state.limits = { ...state.limits, ...limits }
    },
    async endRun() {
      state.openRuns.delete(RUN)
    },
    async answer(id, next) {
      const approval = state.approvals.get(id)
      if (approval === undefined) throw new Error('no such approval')
      state.approvals.set(id, { ...approval, state: next })
    },
    pass(ms) {
      state.now += ms
    },
    decisions: () => [...state.decisions.values()],
    results: () => state.concluded.size,
    incidents: () => state.incidents,
    async dispose() {},
  }
}
