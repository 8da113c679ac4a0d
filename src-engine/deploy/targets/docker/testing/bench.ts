import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { systemClock } from '../../../../kernel/clock.ts'
import type { Logger } from '../../../../kernel/ports.ts'
import type { Instance, RolloutKind, RolloutRequest, WorkloadRef } from '../../../adapter.ts'
import { createDockerTarget, type DockerTarget } from '../index.ts'
import { ofAgent } from '../names.ts'
import type { ProbeTiming } from '../options.ts'
import { newJournal, runSteps, type Journal } from './journal.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..', '..')
export const token = 'canary-5b1f0c2d9e7a4c36-token'

/** A Docker engine with our target on it, a control center that says yes, and everything of this run's organization removed at the end. */
export interface DockerBench {
  readonly docker: Docker
  readonly target: DockerTarget
  readonly org: string
  readonly logs: string
  /** A new agent. */
  ref(): WorkloadRef
  /** How often each path of the control center was asked. */
  readonly asked: readonly string[]
  request(
    ref: WorkloadRef,
    generation: number,
    more?: Partial<RolloutRequest> & { readonly kind?: string },
  ): RolloutRequest
  run(kind: RolloutKind, request: RolloutRequest): Promise<Journal>
  /** Names of all that carries the agent's labels, sorted. */
  names(ref: WorkloadRef): Promise<{ readonly containers: string[]; readonly volumes: string[] }>
  close(): Promise<void>
}

export async function openBench(
  options: { readonly bundle?: 'fake' | 'real'; readonly timing?: Partial<ProbeTiming>; readonly host?: string } = {},
): Promise<DockerBench> {
  const home = mkdtempSync(join(tmpdir(), 'docker-bench-'))
  const agentBundle = join(home, 'bundle')
  mkdirSync(agentBundle)
  await bundleInto(agentBundle)
  if (options.bundle !== 'real')
    copyFileSync(new URL('./fake-agent.mjs', import.meta.url), join(agentBundle, 'agent.mjs'))
  const cache = join(home, 'cache')
  const target = createDockerTarget({
    agentBundle,
    resources: join(root, 'resources'),
    cache,
    nodeBinary: nodeForImages(),
    clock: systemClock,
    logger: silent,
    bases: ['host'],
    timing: { deadlineMs: 20_000, soakMs: 100, everyMs: 50, ...options.timing },
  })
  const org = `org_${randomBytes(8).toString('hex')}`
  const place = { kind: 'docker', host: options.host ?? null } as const
  const asked: string[] = []
  const control = await startControl(await target.listenHost({ kind: 'docker', host: null }), asked)
  const docker = new Docker()
  let agents = 0

  return {
    docker,
    target,
    org,
    logs: join(cache, 'logs'),
    asked,
    ref: () => ({ org, agent: `agt_${randomBytes(6).toString('hex')}${(agents += 1)}`, place }),
    request(ref, generation, { kind = 'good', ...more } = {}) {
      return {
        ref,
        instance: instanceOf(kind, generation),
        previous: null,
        resources: { memoryMb: 128, cpus: 1 },
        credentials: () => Promise.resolve({ token, key: 'no key' }),
        runtime: () => Promise.resolve({ host: control.host, port: control.port }),
        released: 0,
        ...more,
      }
    },
    async run(kind, request) {
      const journal = newJournal()
      await runSteps(target.steps(kind, request), journal)
      return journal
    },
    async names(ref) {
      const containers = await docker.listContainers({ all: true, filters: ofAgent(ref) })
      const { Volumes } = await docker.listVolumes({ filters: ofAgent(ref) })
      const short = (name: string) => name.replace(/^\//, '').replace(ref.agent, 'A')
      return {
        containers: containers.flatMap(({ Names }) => Names.map(short)).sort(),
        volumes: Volumes.map(({ Name }) => short(Name)).sort(),
      }
    },
    async close() {
      const ofOrg = JSON.stringify({ label: [`control.org=${org}`] })
      for (const { Id } of await docker.listContainers({ all: true, filters: ofOrg }))
        await docker.getContainer(Id).remove({ force: true })
      for (const { Name } of (await docker.listVolumes({ filters: ofOrg })).Volumes)
        await docker.getVolume(Name).remove()
      for (const { Id } of await docker.listNetworks({ filters: ofOrg })) await docker.getNetwork(Id).remove()
      control.server.closeAllConnections()
      control.server.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export function instanceOf(kind: string, generation: number): Instance {
  return { id: `ins_${kind}${generation}`, revision: 'a'.repeat(63) + String(generation % 10), generation }
}

async function startControl(
  host: string,
  asked: string[],
): Promise<{ readonly server: Server; readonly host: string; readonly port: number }> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(request.headers.authorization === `Bearer ${token}` ? 200 : 401).end('{}')
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return { server, host, port: address !== null && typeof address === 'object' ? address.port : 0 }
}

async function bundleInto(folder: string): Promise<void> {
  const { buildAgent }: { buildAgent: (out: string) => Promise<void> } = await import(
    join(root, 'src-agent', 'build.ts')
  )
  await buildAgent(folder)
}

function nodeForImages(): string {
  return createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`)
}

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
