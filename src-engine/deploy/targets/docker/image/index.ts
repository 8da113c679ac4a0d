import type { BaseSource } from './base-source.ts'
import { debianBase } from './debian-base.ts'
import { hostBase } from './host-base.ts'
import { registryBase } from './registry-base.ts'

export { type Watch } from './base-source.ts'
export { ensureImage, type AgentImage } from './ensure-image.ts'

/** The ways to a base image in order of preference. */
export function baseSources(
  names: readonly BaseSource['name'][],
  nodeBinary: string,
  cache: string,
): readonly BaseSource[] {
  const made = { registry: registryBase(), debian: debianBase(nodeBinary, cache), host: hostBase(nodeBinary) }
  return names.map((name) => made[name])
}
