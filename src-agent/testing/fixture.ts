import { expect, test } from 'vitest'
import type { RunReport } from '../../src-engine/contract/runtime.ts'
import { createAgentProcess, until, type AgentProcess } from './agent-process.ts'
import { startControlCenter, type TestControlCenter } from './control-center.ts'

export const RUN = 'run_0000000001'

export interface Fixture {
  readonly center: TestControlCenter
  readonly agent: AgentProcess
  /** Starts the agent and waits until it has its config and its lease. */
  started(): Promise<void>
  give(task?: string, run?: string): Promise<void>
  /** The report that ended the run. */
  ended(run?: string): Promise<RunReport>
}

/** A test with a control center and an agent process of its own; no request in it may break the contract. */
export const agentTest = test.extend<{ f: Fixture }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures from the pattern
  async f({}, provide) {
    const center = await startControlCenter()
    const agent = createAgentProcess(center.url)
    center.settings.publicKey = agent.publicKey
    await provide(createFixture(center, agent))
    await agent.dispose()
    await center.down()
    expect(center.seen.violations).toEqual([])
  },
})

function createFixture(center: TestControlCenter, agent: AgentProcess): Fixture {
  return {
    center,
    agent,
    async started() {
      const beats = center.seen.beats.length
      await agent.start()
      await until(() => center.seen.beats.length > beats, 'a heartbeat')
      for (let ready = false; !ready;) {
        const answer = await agent.call('/readyz')
        await answer.text()
        ready = answer.status === 200
      }
    },
    async give(task = 'Do it.', run = RUN) {
      const answer = await agent.call('/v1/runs', { method: 'POST', body: JSON.stringify({ run, task }) })
      expect(answer.status).toBe(202)
      await answer.text()
    },
    ended: (run = RUN) =>
      until(
        () =>
          center.seen.reports.find((report) => report.run === run && !['running', 'waiting'].includes(report.state)),
        `the end of the run; ${agent.output()}`,
      ),
  }
}
