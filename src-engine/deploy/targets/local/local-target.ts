import { access, constants } from 'node:fs/promises'
import { isoTime } from '../../../kernel/clock.ts'
import type { LogLine, Plan } from '../../../contract/deployments.ts'
import type { TargetHealth } from '../../../contract/targets.ts'
import type { RolloutRequest, TargetAdapter } from '../../adapter.ts'
import { agentsRunning, processOf } from './belongings.ts'
import { collectGarbage } from './collect.ts'
import { watchEnds } from './ends.ts'
import { explain } from './files.ts'
import { readActive, readInstances } from './instance-files.ts'
import { killWorkload } from './kill.ts'
import type { LocalKit } from './kit.ts'
import { followLog, tailOf } from './logs.ts'
import { highestMark, removeMarks } from './marks.ts'
import { observeWorkload } from './observe.ts'
import { type LocalTargetOptions, usualTiming } from './options.ts'
import { type AgentPaths, agentPaths } from './paths.ts'
import { rotate } from './rotate.ts'
import { stepsOf } from './steps/index.ts'
import { agentFetch } from './talk.ts'

/** This machine as a place for agents. `close` ends the looking after logs, not the agents. */
export interface LocalTarget extends TargetAdapter {
  close(): void
}

export function createLocalTarget(options: LocalTargetOptions): LocalTarget {
  const { data, program, clock, logger } = options
  const timing = { ...usualTiming, ...options.timing }
  const ends = watchEnds(timing.ends, logger)
  const kit: LocalKit = { data, program, clock, logger, timing, watched: new Set(), ends }
  const rotation = setInterval(() => void rotateAll(kit), kit.timing.rotate)
  rotation.unref()

  async function at<T>(agent: string, doing: string, act: (paths: AgentPaths) => Promise<T>): Promise<T> {
    try {
      return await act(agentPaths(data, agent))
    } catch (error) {
      throw explain(error, doing, data)
    }
  }
  return {
    kind: 'local',
    capabilities: {
      overlap: false,
      networkNone: false,
      limits: false,
      notes: [
        'It runs as a process of this user: programs it runs reach the network and every file of this user. Use Docker to confine it.',
        'A stop or a kill ends the agent and the programs that can be told to be its own; one that started a session of its own and hid where it came from goes on. In a Docker container nothing does.',
        'Its memory limit binds the agent’s own process, not the programs it runs; there is no limit of processors.',
      ],
    },
    async health() {
      const checkedAt = isoTime(clock.now())
      try {
        // Only looked at: made anew, it would hide that the one with the data is gone.
        await access(data, constants.W_OK)
        await access(program.node, constants.X_OK)
        return {
          reachable: true,
          detail: 'Agents run as processes of this user.',
          engine: `Node on ${process.platform}`,
          checkedAt,
        } satisfies TargetHealth
      } catch (error) {
        return {
          reachable: false,
          detail: explain(error, 'looking at this machine', data).message,
          engine: null,
          checkedAt,
        }
      }
    },
    plan: ({ ref, released }) => at(ref.agent, 'planning', (paths) => planHere(paths, released)),
    steps: (kind, request) => stepsOf(kit, kind, request),
    observe: ({ agent }) =>
      at(agent, 'looking at the agent', async (paths) => {
        const seen = await observeWorkload(paths)
        // Also one that an app before this one started is looked after.
        for (const { id, running } of seen.instances) {
          if (!running) continue
          kit.watched.add(paths.agent)
          const found = await processOf(paths, id)
          if (found) ends.follow(agent, found.pid, found.started)
        }
        return seen
      }),
    onEnd: (listener) => ends.listen(listener),
    // A process has nothing that somebody could change at it from outside.
    drift: () => Promise.resolve([]),
    kill: ({ agent }, killNo) => at(agent, 'killing the agent', (paths) => killWorkload(paths, killNo)),
    release: ({ agent }, killNo) => at(agent, 'releasing the kill', (paths) => removeMarks(paths, killNo)),
    collect: ({ agent }) => at(agent, 'clearing up', collectGarbage),
    connect: ({ agent }, instance) => agentFetch(agentPaths(data, agent), instance),
    async *logs({ agent }, { instance, tail, follow, signal }): AsyncGenerator<LogLine> {
      const paths = agentPaths(data, agent)
      const id = instance ?? (await readActive(paths)) ?? (await readInstances(paths))[0]?.instance
      if (id === undefined) return
      if (follow) yield* followLog(paths.instance(id).log, tail, signal)
      else yield* await tailOf(paths.instance(id).log, tail)
    },
    close() {
      clearInterval(rotation)
      ends.close()
    },
  }
}

async function planHere(
  paths: AgentPaths,
  released: RolloutRequest['released'],
): Promise<Pick<Plan, 'downtime' | 'notes' | 'refusals'>> {
  const mark = await highestMark(paths)
  const running = (await agentsRunning(paths)).size > 0
  return {
    downtime: running
      ? {
          expected: true,
          reason:
            'A pause until the new process serves: workspace and state have one writer, so the old process is stopped before the new one starts. It is started again if the new one does not serve. Runs under way go on afterwards.',
        }
      : { expected: false, reason: 'Nothing of this agent runs on this machine.' },
    notes: [
      'It keeps running when the app is closed, and waits for it: without the app it has no model and no tools. Its token lies in a file that only this user can read.',
    ],
    refusals:
      mark !== null && mark > released
        ? [`This agent was killed here (kill ${mark}) and is not released. Release it first, naming that kill.`]
        : [],
  }
}

async function rotateAll(kit: LocalKit): Promise<void> {
  for (const agent of kit.watched) {
    const paths = agentPaths(kit.data, agent)
    try {
      for (const { instance } of await readInstances(paths)) await rotate(paths.instance(instance).log)
    } catch (error) {
      kit.logger.warn({ err: error, agent }, 'a log could not be rotated')
    }
  }
}
