import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { EngineError } from '../../../../kernel/errors.ts'
import type { RolloutStep } from '../../../adapter.ts'
import { privateFolder, remove, replaceFile } from '../files.ts'
import { type Endpoint, readInstance, writeInstance } from '../instance-files.ts'
import { freeLock, takeLock } from '../lock.ts'
import { refuseMarked } from '../marks.ts'
import { socketPath } from '../paths.ts'
import type { Rollout } from './step.ts'

export function check({ kit, request, paths }: Rollout): RolloutStep {
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

export function lock({ request, paths }: Rollout): RolloutStep {
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

export function create({ kit, kind, request, paths }: Rollout): RolloutStep {
  const { instance, ref } = request
  const own = paths.instance(instance.id)
  return {
    id: 'create',
    title: 'Write its config and token',
    async run() {
      for (const folder of [paths.workspace, paths.state, paths.spool, paths.instances, own.home])
        await privateFolder(folder)
      const endpoint =
        (await readInstance(paths, instance.id))?.endpoint ??
        (await newEndpoint(kit.data, ref.agent, instance.generation))
      const { host, port } = await request.runtime()
      const { token, key } = await request.credentials()
      await replaceFile(own.key, key)
      await replaceFile(own.token, token)
      const listen = 'socket' in endpoint ? { socket: endpoint.socket, mode: '0600' } : endpoint
      const config = {
        instance: instance.id,
        controlUrl: `http://${host}:${port}`,
        tokenFile: own.token,
        keyFile: own.key,
        workspace: paths.workspace,
        spoolDir: paths.spool,
        stateDir: paths.state,
        listen,
      }
      await replaceFile(own.config, JSON.stringify(config))
      const before = await readInstance(paths, instance.id)
      await writeInstance(paths, {
        pid: null,
        started: null,
        ended: null,
        ...before,
        instance: instance.id,
        revision: instance.revision,
        generation: instance.generation,
        endpoint,
      })
      return { endpoint }
    },
    // Its log stays, for whoever wants to know why.
    async undo() {
      if (kind !== 'deploy') return
      await remove(own.token)
      await remove(own.key)
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
  if (address === null || typeof address === 'string')
    throw new EngineError('target_failed', 'This machine gave no free port. Try again.')
  return address.port
}
