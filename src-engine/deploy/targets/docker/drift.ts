import type Docker from 'dockerode'
import { z } from 'zod'
import type { JsonObject } from '../../../contract/values.ts'
import type { WorkloadRef } from '../../adapter.ts'
import type { DockerEngine } from './engine.ts'
import { agentOf, forwarderOf, type Part, partsOf } from './workload.ts'

/** What of a container must stay as it was made, by the words people read; each as JSON text. */
const madeSchema = z.record(z.string(), z.string())
const stringsSchema = z.array(z.string())
const bothSchema = z.object({ agent: madeSchema, forwarder: madeSchema })

/**
 * An instance as the engine shows it right after it was made. Engines show the same order differently (Podman writes `ALL`
 * out), so what is compared later is what this engine showed, not what was asked of it.
 */
export function asMade({ agent, forwarder }: { readonly agent: Part; readonly forwarder: Part }): JsonObject {
  return { agent: normal(agent.info), forwarder: normal(forwarder.info) }
}

/**
 * What somebody changed at the engine since the instance was made, as sentences; empty when nothing. What is not there
 * any more is no drift: its probe tells.
 */
export async function driftOf(
  engine: DockerEngine,
  ref: WorkloadRef,
  instance: string,
  made: JsonObject,
): Promise<readonly string[]> {
  const recorded = bothSchema.safeParse(made)
  if (!recorded.success) return []
  const parts = await partsOf(engine, ref)
  const found = { agent: agentOf(parts, instance), forwarder: forwarderOf(parts, instance) }
  return (['agent', 'forwarder'] as const).flatMap((which) => {
    const part = found[which]
    return part === undefined ? [] : changes(which, recorded.data[which], normal(part.info))
  })
}

function changes(
  which: 'agent' | 'forwarder',
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(before)
    .filter(([name, value]) => name in now && now[name] !== value)
    .map(([name, value]) => `Of its ${which} container: ${name}, ${value} at first, is ${now[name]}.`)
}

/** Restart policy and name are left out: a rollout changes them itself. */
function normal({
  Image,
  Config,
  HostConfig,
  Mounts,
  NetworkSettings,
}: Docker.ContainerInspectInfo): Record<string, string> {
  const values = {
    image: Image,
    user: Config.User,
    command: [...[Config.Entrypoint ?? []].flat(), ...[Config.Cmd ?? []].flat()],
    // Names alone: whoever adds a value by hand may add a secret.
    environment: sorted(Config.Env?.map((entry) => entry.split('=')[0] ?? '')),
    'read-only root': HostConfig.ReadonlyRootfs ?? false,
    privilege: HostConfig.Privileged ?? false,
    'added capabilities': sorted(HostConfig.CapAdd),
    'dropped capabilities': sorted(HostConfig.CapDrop),
    'security options': sorted(HostConfig.SecurityOpt),
    'process limit': HostConfig.PidsLimit ?? 0,
    'memory limit': HostConfig.Memory ?? 0,
    'processor limit': [HostConfig.NanoCpus ?? 0, HostConfig.CpuQuota ?? 0],
    devices: z.array(z.unknown()).parse(HostConfig.Devices ?? []).length,
    'network mode': HostConfig.NetworkMode ?? '',
    networks: sorted(Object.keys(NetworkSettings.Networks)),
    mounts: sorted(
      Mounts.map(({ Name, Source, Destination, RW }) => `${Name ?? Source}:${Destination}:${RW ? 'rw' : 'ro'}`),
    ),
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
}

function sorted(values: unknown): readonly string[] {
  return stringsSchema.parse(values ?? []).toSorted()
}
