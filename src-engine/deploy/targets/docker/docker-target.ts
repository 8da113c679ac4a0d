import { EngineError } from '../../../kernel/errors.ts'
import { isoTime } from '../../../kernel/clock.ts'
import type { TargetHealth } from '../../../contract/targets.ts'
import type { TargetAdapter, WorkloadRef } from '../../adapter.ts'
import { collectGarbage } from './collect.ts'
import { driftOf } from './drift.ts'
import { createEngines, hostOf, type DockerEngine } from './engine.ts'
import { explain } from './explain.ts'
import { baseSources, ensureImage } from './image/index.ts'
import { keptLogs } from './kept-logs.ts'
import { killWorkload, releaseMarks } from './kill.ts'
import type { DockerKit } from './kit.ts'
import type { DockerTargetOptions } from './options.ts'
import { planRollout } from './plan.ts'
import { readLogs } from './read-logs.ts'
import { readToken } from './read-token.ts'
import { stepsOf } from './steps/index.ts'
import { createTurns } from './turns.ts'
import { agentFetch, publishedPort, unreachable } from './talk.ts'
import { agentOf, forwarderOf, observeWorkload, partsOf } from './workload.ts'

/** Docker as a place for agents, with where the runtime listener has to be for them. */
export interface DockerTarget extends TargetAdapter {
  /** Address of this machine that forwarders can reach and that the runtime listener should listen on. */
  listenHost(place: WorkloadRef['place']): Promise<string>
}

export function createDockerTarget(options: DockerTargetOptions): DockerTarget {
  const env = options.env ?? process.env
  const engines = createEngines(env)
  const bases = baseSources(options.bases ?? ['registry', 'debian', 'host'], options.nodeBinary, options.cache)
  const turns = createTurns()
  const kit: DockerKit = {
    engines,
    // One build at a time: others that want the same find it then.
    image: async (engine, watch) =>
      await turns.take(`image ${engine.host}`, async () => await ensureImage(engine, { ...options, bases }, watch)),
    turns,
    keptLogs: keptLogs(options.cache),
    timing: { deadlineMs: 60_000, soakMs: 500, everyMs: 200, ...options.timing },
    clock: options.clock,
    logger: options.logger,
  }

  async function at<T>(
    place: WorkloadRef['place'],
    doing: string,
    act: (engine: DockerEngine) => Promise<T>,
  ): Promise<T> {
    try {
      return await act(await engines.reach(place))
    } catch (error) {
      throw explain(error, hostOf(place, env), doing)
    }
  }

  async function health(place: WorkloadRef['place']): Promise<TargetHealth> {
    const checkedAt = isoTime(options.clock.now())
    try {
      return await at(place, 'asking it for its version', async (engine) => {
        const { Version, Os } = await engine.docker.version()
        const name = `Docker ${Version} (API ${engine.apiVersion})`
        return Os === 'linux'
          ? { reachable: true, detail: `Answers at ${engine.host}.`, engine: name, checkedAt }
          : {
              reachable: false,
              detail: 'This engine runs Windows containers; agents need Linux containers. Switch it over.',
              engine: name,
              checkedAt,
            }
      })
    } catch (error) {
      const why = explain(error, hostOf(place, env), 'asking it for its version')
      return { reachable: false, detail: why.message, engine: null, checkedAt }
    }
  }

  return {
    kind: 'docker',
    capabilities: {
      overlap: false,
      networkNone: true,
      limits: true,
      notes: [
        'The new one is tried beside the old one, which keeps serving; then it takes workspace and state over in a pause of a few seconds.',
        'The agent’s token lies in a file in a volume of its own, readable for the agent and for whoever administers the Docker engine.',
      ],
    },
    health,
    plan: async (request) =>
      await planRollout(
        await health(request.ref.place),
        request,
        async (act) => await at(request.ref.place, 'planning', act),
      ),
    steps: (kind, request) => stepsOf({ kit, kind, request }),
    observe: async (ref) =>
      await at(ref.place, 'looking at the agent', async (engine) => await observeWorkload(engine, ref)),
    drift: async (ref, instance, made) =>
      await at(ref.place, 'comparing the agent', async (engine) => await driftOf(engine, ref, instance, made)),
    kill: async (ref, killNo) =>
      await at(ref.place, 'killing the agent', async (engine) => await killWorkload(engine, ref, killNo)),
    release: async (ref, killNo) =>
      await at(ref.place, 'releasing the kill', async (engine) => await releaseMarks(engine, ref, killNo)),
    collect: async (ref) =>
      await at(ref.place, 'clearing up', async (engine) => await collectGarbage(kit, engine, ref)),
    connect: (ref, instance) =>
      agentFetch(
        async () =>
          await at(ref.place, 'connecting to the agent', async (engine) => {
            const forwarder = forwarderOf(await partsOf(engine, ref), instance)
            const port = forwarder === undefined ? null : publishedPort(forwarder)
            if (port === null) throw unreachable('it does not run')
            return port
          }),
        async () =>
          await at(ref.place, 'connecting to the agent', async (engine) => {
            const agent = agentOf(await partsOf(engine, ref), instance)
            if (agent === undefined) throw unreachable('its container is gone')
            return await readToken(agent.container)
          }),
      ),
    logs: (ref, wanted) =>
      readLogs(
        kit,
        async () => await at(ref.place, 'reading the log', async (engine) => await Promise.resolve(engine)),
        ref,
        wanted,
      ),
    listenHost: async (place) =>
      await at(place, 'looking up its network', async (engine) => {
        // Docker Desktop leads host.docker.internal to the loopback of this machine; its bridge is inside a virtual machine.
        if (process.platform !== 'linux') return '127.0.0.1'
        const { IPAM } = await engine.docker.getNetwork('bridge').inspect()
        const gateway = IPAM?.Config?.find((config) => config['Gateway'] !== undefined)?.['Gateway']
        if (gateway === undefined)
          throw new EngineError(
            'target_failed',
            'This Docker engine has no bridge network, which agents need to reach the control center.',
          )
        return gateway
      }),
  }
}
