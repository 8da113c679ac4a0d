import type { DockerEngine } from './engine.ts'
import { byLabels, labels, networkName } from './names.ts'
import { unless } from './workload.ts'

/**
 * The forwarders' network of an organization, made where it is missing. Its members cannot speak to each other. Docker
 * lets two networks bear one name, so it is found by label and used by its ID.
 * @returns its ID
 */
export async function ensureNetwork(engine: DockerEngine, org: string): Promise<string> {
  const found = await networksOf(engine, org)
  if (found[0] !== undefined) return found[0]
  const made = await engine.docker.createNetwork({
    Name: networkName(org),
    Driver: 'bridge',
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    Labels: { [labels.org]: org, [labels.role]: 'network' },
  })
  return made.id
}

/** Removes it when no container of the organization is left; a stopped one would not start again without it. */
export async function removeUnusedNetworks(engine: DockerEngine, org: string): Promise<void> {
  const users = await engine.docker.listContainers({ all: true, filters: byLabels({ [labels.org]: org }) })
  if (users.length > 0) return
  // 403: another app connected to it meanwhile.
  for (const id of await networksOf(engine, org)) await unless(engine.docker.getNetwork(id).remove(), 404, 403)
}

/** IDs, oldest first. */
export async function networksOf(engine: DockerEngine, org: string): Promise<string[]> {
  const found = await engine.docker.listNetworks({ filters: byLabels({ [labels.org]: org, [labels.role]: 'network' }) })
  return found.sort((a, b) => Date.parse(a.Created) - Date.parse(b.Created)).map(({ Id }) => Id)
}
