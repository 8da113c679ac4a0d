import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { EngineError } from '../../../kernel/errors.ts'
import type { JsonObject } from '../../../contract/values.ts'
import type { RolloutKind, RolloutRequest, RolloutStep, StepContext } from '../../adapter.ts'
import { agentsRunning } from './belongings.ts'
import { collectGarbage } from './collect.ts'
import { endAll, endEverything, endInstance } from './end.ts'
import { explain, privateFolder, remove, replaceFile } from './files.ts'
import { type Endpoint, readActive, readHandover, readInstance, writeActive, writeHandover, writeInstance } from './instance-files.ts'
import type { LocalKit } from './kit.ts'
import { launch } from './launch.ts'
import { freeLock, takeLock } from './lock.ts'
import { refuseMarked } from './marks.ts'
import { type AgentPaths, agentPaths, socketPath } from './paths.ts'
import { seeServing } from './probe.ts'

interface Rollout {
  readonly kit: LocalKit
  readonly kind: RolloutKind
  readonly request: RolloutRequest
  readonly paths: AgentPaths
}

type Make = (rollout: Rollout) => RolloutStep

/** Workspace and state have one writer, so the old one is stopped before the new one starts, and started again when that fails. */
export function stepsOf(kit: LocalKit, kind: RolloutKind, request: RolloutRequest): readonly RolloutStep[] {
  const rollout = { kit, kind, request, paths: agentPaths(kit.data, request.ref.agent) }
  const bringUp = [handover, start, probe, promote, finish]
  const sequence: Record<RolloutKind, readonly Make[]> = {
    deploy: [check, lock, create, ...bringUp],
    start: [check, lock, create, ...bringUp],
    restart: [check, lock, stop, create, ...bringUp],
    stop: [lock, stop, finish],
    destroy: [lock, stop, erase],
  }
  return sequence[kind].map((make) => worded(make(rollout), kit.data))
}

function check({ kit, request, paths }: Rollout): RolloutStep {
  return {
    id: 'check',
    title: 'Check that no kill stands',
    async run() {
      await refuseMarked(paths, request.released)
      await access(kit.program.node, constants.X_OK)
      return {}
    },
  }
}

function lock({ request, paths }: Rollout): RolloutStep {
  return {
    id: 'lock',
    title: 'Take the agent’s lock on this machine',
    async run() {
      await privateFolder(paths.home)
      await takeLock(paths, request.instance.id)
      return {}
    },
    undo: () => freeLock(paths, request.instance.id),
  }
}

function create({ kit, kind, request, paths }: Rollout): RolloutStep {
  const { instance, ref } = request
  const own = paths.instance(instance.id)
  return {
    id: 'create',
    title: 'Write its config and token',
    async run() {
      for (const folder of [paths.workspace, paths.state, paths.spool, paths.instances, own.home]) await privateFolder(folder)
      const endpoint = (await readInstance(paths, instance.id))?.endpoint ?? (await newEndpoint(kit.data, ref.agent, instance.generation))
      const { host, port } = await request.runtime()
      await replaceFile(own.token, await request.token())
      const listen = 'socket' in endpoint ? { socket: endpoint.socket, mode: '0600' } : endpoint
      const config = { instance: instance.id, controlUrl: `http://${host}:${port}`, tokenFile: own.token, workspace: paths.workspace, spoolDir: paths.spool, stateDir: paths.state, listen }
      await replaceFile(own.config, JSON.stringify(config))
      const before = await readInstance(paths, instance.id)
      await writeInstance(paths, { pid: null, started: null, ended: null, ...before, instance: instance.id, revision: instance.revision, generation: instance.generation, endpoint })
      return { endpoint }
    },
    // Its log stays, for whoever wants to know why.
    async undo() {
      if (kind !== 'deploy') return
      await remove(own.token)
      await remove(own.config)
    },
  }
}

async function newEndpoint(data: string, agent: string, generation: number): Promise<Endpoint> {
  if (process.platform === 'win32') return { port: await freePort() }
  const { path, folder } = socketPath(data, agent, generation)
  await privateFolder(folder)
  return { socket: path }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new EngineError('target_failed', 'This machine gave no free port. Try again.')
  return address.port
}

function handover({ kit, request, paths }: Rollout): RolloutStep {
  const { instance } = request
  return {
    id: 'handover',
    title: 'Stop the one before it',
    async run(context) {
      const running = [...(await agentsRunning(paths)).keys()].filter((id) => id !== instance.id)
      // Written before anything is stopped, so that a crash does not forget what has to come back.
      const noted = await readHandover(paths, instance.id)
      if (!noted) await writeHandover(paths, instance.id, running.find((id) => id === request.previous?.id) ?? null)
      for (const id of running) await endInstance(kit, paths, id)
      if (running.length > 0) context.say('The agent pauses until the new one serves.')
      return { stopped: running }
    },
    async undo(context) {
      const restore = (await readHandover(paths, instance.id))?.restore ?? null
      if (restore === null) return
      await endInstance(kit, paths, instance.id)
      await launch(kit, request, { id: restore })
      await seeServing(kit, paths, restore, context)
    },
  }
}

function start({ kit, request, paths }: Rollout): RolloutStep {
  return {
    id: 'start',
    title: 'Start the agent',
    async run() {
      return { pid: await launch(kit, request, request.instance) }
    },
    undo: () => endInstance(kit, paths, request.instance.id),
  }
}

function probe({ kit, request, paths }: Rollout): RolloutStep {
  return {
    id: 'probe',
    title: 'See it serving',
    async run(context) {
      const ms = await seeServing(kit, paths, request.instance.id, context)
      context.say(`It served after ${(ms / 1000).toFixed(1)} s.`)
      return { afterMs: ms }
    },
  }
}

function promote({ request, paths }: Rollout): RolloutStep {
  return {
    id: 'promote',
    title: 'Put it into service',
    async run() {
      await writeActive(paths, request.instance.id)
      return { active: request.instance.id }
    },
    async undo() {
      if ((await readActive(paths)) === request.instance.id) await writeActive(paths, request.previous?.id ?? null)
    },
  }
}

function finish({ request, paths }: Rollout): RolloutStep {
  return {
    id: 'finish',
    title: 'Clear up and give the lock back',
    async run() {
      await remove(paths.instance(request.instance.id).handover)
      await collectGarbage(paths)
      await freeLock(paths, request.instance.id)
      return {}
    },
  }
}

function stop({ kit, paths }: Rollout): RolloutStep {
  return {
    id: 'stop',
    title: 'Stop the agent',
    async run() {
      return { stopped: await endAll(kit, paths) }
    },
  }
}

function erase({ kit, paths, request }: Rollout): RolloutStep {
  return {
    id: 'erase',
    title: 'Remove its workspace, files and marks',
    async run() {
      const left = await endEverything(paths)
      if (left > 0) throw new EngineError('target_failed', `${left} processes of the agent do not end: the system holds them. Restart this machine, then try again.`)
      kit.watched.delete(paths.agent)
      const instance = await readInstance(paths, request.instance.id)
      if (instance && 'socket' in instance.endpoint) await remove(instance.endpoint.socket)
      await remove(paths.home)
      return {}
    },
  }
}

/** Says in our words what this machine refuses. */
function worded(step: RolloutStep, data: string): RolloutStep {
  const { undo } = step
  const doing = `the step “${step.title}”`
  return {
    ...step,
    async run(context: StepContext): Promise<JsonObject> {
      try {
        return await step.run(context)
      } catch (error) {
        throw explain(error, doing, data)
      }
    },
    ...(undo === undefined
      ? {}
      : {
          async undo(context: StepContext): Promise<void> {
            try {
              await undo(context)
            } catch (error) {
              throw explain(error, `taking back ${doing}`, data)
            }
          },
        }),
  }
}
