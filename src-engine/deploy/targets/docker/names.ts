import type { Instance, WorkloadRef } from '../../adapter.ts'

/**
 * Names and labels of everything this target creates. Docker cannot relabel, so what changes over time stands in a
 * container's name: `control-<agent>-g<generation>-<role>`. A rename is atomic, and a name is held by one container at
 * most, so a crash between two renames leaves a state that reads unambiguously: the role in the name is the role.
 */
export const labels = {
  org: 'control.org',
  agent: 'control.agent',
  revision: 'control.revision',
  instance: 'control.instance',
  generation: 'control.generation',
  /** What it was made as. For agents that is always `candidate`; what one is now stands in its name. */
  role: 'control.role',
  /** `1` when it was started on trial beside a running one, `0` when it was alone. */
  trial: 'control.trial',
  /** Number of the kill that a mark stands for. */
  kill: 'control.kill',
  /** Key of an image's inputs. */
  image: 'control.image',
  /** Digest of the base an image was built on; the ID of one that has none. */
  base: 'control.base',
} as const

export const agentRoles = ['candidate', 'active', 'previous'] as const
export type AgentRole = (typeof agentRoles)[number]
/** Volumes of one instance. `key`: config and token, the agent's alone. `link`: the sockets, shared. `pipes`: the forwarder's config, out of the agent's reach. */
export const instanceVolumes = ['key', 'link', 'pipes'] as const
type InstanceVolume = (typeof instanceVolumes)[number]

export function containerName(agent: string, generation: number, role: AgentRole | 'forwarder'): string {
  return `control-${agent}-g${generation}-${role}`
}

/** The role in a container's name; null for names that are not ours. */
export function roleInName(name: string): AgentRole | 'forwarder' | null {
  const last = /^\/?control-.+-g\d+-([a-z]+)$/.exec(name)?.[1]
  return last === 'forwarder' ? last : (agentRoles.find((role) => role === last) ?? null)
}

export function instanceVolume(agent: string, generation: number, kind: InstanceVolume): string {
  return `control-${kind}-${agent}-g${generation}`
}

/** Workspace, state and spool: one volume for all instances of an agent, with one writer at a time. */
export function workspaceVolume(agent: string): string {
  return `control-ws-${agent}`
}

export function killMark(agent: string, killNo: number): string {
  return `control-killed-${agent}-${killNo}`
}

export function lockName(agent: string): string {
  return `control-lock-${agent}`
}

/** One network per organization, for the forwarders alone. */
export function networkName(org: string): string {
  return `control-net-${org}`
}

/** Labels of things that belong to an agent but to no single instance. */
export function agentLabels(ref: WorkloadRef, role: string): Record<string, string> {
  return { [labels.org]: ref.org, [labels.agent]: ref.agent, [labels.role]: role }
}

export function instanceLabels(ref: WorkloadRef, instance: Instance, role: string): Record<string, string> {
  return {
    ...agentLabels(ref, role),
    [labels.revision]: instance.revision,
    [labels.instance]: instance.id,
    [labels.generation]: String(instance.generation),
  }
}

/** The `filters` argument that finds what carries these labels. */
export function byLabels(wanted: Readonly<Record<string, string>>): string {
  return JSON.stringify({ label: Object.entries(wanted).map(([name, value]) => `${name}=${value}`) })
}

/** The filter for everything of one agent. */
export function ofAgent(ref: WorkloadRef, more: Readonly<Record<string, string>> = {}): string {
  return byLabels({ [labels.org]: ref.org, [labels.agent]: ref.agent, ...more })
}
