import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestControlCenter, startControlCenter } from '../../../../../src-agent/testing/control-center.ts'
import { systemClock } from '../../../../kernel/clock.ts'
import { silentLogger } from '../../../../store/testing/open-test-store.ts'
import { type Harness, openHarness } from '../../../testing/harness.ts'
import { agentsRunning } from '../belongings.ts'
import { endEverything } from '../end.ts'
import { type LocalTarget, createLocalTarget } from '../index.ts'
import { type AgentPaths, agentPaths } from '../paths.ts'

const AGENT = join(import.meta.dirname, '../../../../../src-agent/main.ts')

/** The real agent program, started by the real target, against a control center that holds every request against the contract. */
export interface LocalBench {
  readonly data: string
  readonly center: TestControlCenter
  readonly target: LocalTarget
  readonly h: Harness
  paths(agent: string): AgentPaths
  /** Ids of the instances that run, by the processes of this machine. */
  running(agent: string): Promise<string[]>
  pid(agent: string): Promise<number>
  deployed(): Promise<string>
  /** The tokens that were issued, newest last. */
  readonly issued: string[]
  close(): Promise<void>
}

export async function openLocalBench(args: readonly string[] = [AGENT]): Promise<LocalBench> {
  const data = mkdtempSync(join(tmpdir(), 'local-'))
  const center = await startControlCenter()
  const issued: string[] = []
  const target = createLocalTarget({
    data,
    program: { node: process.execPath, args, env: { NODE_COMPILE_CACHE: join(tmpdir(), 'agent-compile-cache') } },
    clock: systemClock,
    logger: silentLogger,
    timing: { soak: 30, every: 15, grace: 3_000, deadline: 8_000, rotate: 50, ends: 20 },
  })
  const h = await openHarness(target, {
    intervals: { probe: 3_600_000 },
    runtimeAddress: () => Promise.resolve({ host: '127.0.0.1', port: Number(new URL(center.url()).port) }),
  })
  h.wrap((options) => {
    const { issue } = options.tokens
    return {
      ...options,
      tokens: {
        ...options.tokens,
        async issue(identity) {
          const credentials = await issue(identity)
          center.settings.token = credentials.token
          issued.push(credentials.token)
          return credentials
        },
      },
    }
  })
  await h.reopen()
  const agents = new Set<string>()
  const bench: LocalBench = {
    data,
    center,
    target,
    h,
    issued,
    paths: (agent) => agentPaths(data, agent),
    running: async (agent) => [...(await agentsRunning(agentPaths(data, agent))).keys()],
    async pid(agent) {
      const [found] = (await agentsRunning(agentPaths(data, agent))).values()
      if (!found) throw new Error('the agent does not run')
      return found.pid
    },
    async deployed() {
      const { id } = await h.agent()
      agents.add(id)
      const { id: deployment } = await h.deployments.begin(h.order(id), 'deploy')
      await h.deployments.idle()
      if (h.state(id) !== 'running') throw new Error(h.deployments.get(h.doc(id).org, deployment)?.detail)
      return id
    },
    async close() {
      await h.dispose()
      target.close()
      for (const agent of agents) await endEverything(agentPaths(data, agent))
      await center.down()
      rmSync(data, { recursive: true, force: true })
    },
  }
  return bench
}
