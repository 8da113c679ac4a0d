import { agents } from '../contract/agents.ts'
import type { AgentState } from '../contract/lifecycle.ts'
import type { Services } from '../entities/context.ts'
import type { EventBus } from '../kernel/events.ts'

/** States in which nothing of an agent is at its target. */
const WITHOUT_WORKLOAD: readonly AgentState[] = ['draft', 'configuring', 'ready']

/**
 * Ends the runs of an agent that was killed, destroyed or removed, and withdraws what they still ask: nobody will answer to
 * it. Those of before the start are looked at once, at the call.
 */
export function endRunsWithTheirAgent({ store, agents: book, runs, approvals, logger }: Services, bus: EventBus): void {
  async function end(org: string, agent: string, state: 'stopped' | 'cancelled', reason: string): Promise<void> {
    for (const { id } of runs.openOf(agent)) {
      await store.transaction({ org, actor: 'system:runs', requestId: '' }, (tx) => {
        runs.report(tx, agent, { run: id, state, reason, steps: runs.get(org, id)?.steps ?? 0 })
      })
      await approvals.withdrawRun(org, id)
    }
  }
  function look(org: string, id: string): void {
    if (runs.openOf(id).length === 0) return
    const agent = store.get(agents, org, id)?.doc
    const gone = !agent || WITHOUT_WORKLOAD.includes(book.observed(id)?.state ?? 'draft')
    const killed = agent !== undefined && agent.killNo > agent.released
    if (!gone && !killed) return
    end(
      org,
      id,
      killed ? 'stopped' : 'cancelled',
      killed ? 'the agent was killed' : 'the agent has no workload any more',
    ).catch((error: unknown) => logger.error({ err: error, agent: id }, 'the runs of an agent could not be ended'))
  }
  bus.subscribe('*', ({ org, event }) => {
    if (event.kind === 'agent') look(org, event.id)
  })
  // What a crash kept from being ended.
  for (const { org, agent } of runs.agentsWithOpen()) look(org, agent)
}
