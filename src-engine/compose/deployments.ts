import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Deployments, type DeploymentsOptions, openDeployments } from '../deploy/index.ts'
import { createDockerTarget } from '../deploy/targets/docker/index.ts'
import { createLocalTarget } from '../deploy/targets/local/index.ts'
import type { EngineConfig } from './engine-config.ts'
import type { RuntimeListener } from './runtime-listener.ts'

/** Deployments to this machine and to Docker engines. */
export function composeDeployments(
  base: Omit<DeploymentsOptions, 'adapters' | 'runtimeAddress'>,
  { directory, agent }: Pick<EngineConfig, 'directory' | 'agent'>,
  listen: RuntimeListener['listen'],
): Deployments {
  const { clock, logger } = base
  const cache = join(directory, 'cache')
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  const docker = createDockerTarget({
    agentBundle: agent.bundle,
    resources: agent.resources,
    cache,
    nodeBinary: agent.node,
    clock,
    logger,
  })
  const local = createLocalTarget({ data: directory, program: { node: agent.node, args: [agent.main] }, clock, logger })
  return openDeployments({
    ...base,
    adapters: [local, docker],
    runtimeAddress: async (place) =>
      place.kind === 'docker'
        ? listen(await docker.listenHost(place), 'agents in Docker')
        : listen('127.0.0.1', 'agents that run as processes of this machine'),
  })
}
