import type { ContainerCreateOptions, MountSettings } from 'dockerode'
import type { RolloutRequest } from '../../adapter.ts'
import { containerName, instanceLabels, instanceVolume, labels, workspaceVolume } from './names.ts'

/** The user that everything of ours runs as; it exists in no container's rights but its own files. */
export const uid = 10_001
export const folders = {
  data: '/data',
  key: '/run/control/key',
  link: '/run/control/link',
  pipes: '/run/control/pipes',
} as const
export const contractSocket = `${folders.link}/contract.sock`
export const agentSocket = `${folders.link}/agent.sock`
/** Port inside the forwarder's container that leads to the agent's socket. */
export const forwarderPort = 8080
/** Seconds an agent has to put everything on disk after SIGTERM. */
export const graceSeconds = 20
const MIB = 1024 * 1024

/** What holds for every container of ours, whatever is in it. */
function hardened(memoryMb: number, cpus: number, pids: number) {
  return {
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Init: true,
    PidsLimit: pids,
    Memory: memoryMb * MIB,
    MemorySwap: memoryMb * MIB,
    NanoCpus: Math.round(cpus * 1e9),
    // Explicit, because a restricted host refuses Docker's own defaults. The kernel counts `nproc` over every process of
    // the user on the host, so it bounds all agents together; the process limit of one agent is PidsLimit.
    Ulimits: [
      { Name: 'nofile', Soft: 4096, Hard: 4096 },
      { Name: 'nproc', Soft: 8192, Hard: 8192 },
    ],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 },
  }
}

/** The agent: no network, no rights, its volume, its key and the contract's socket. */
export function agentSpec(request: RolloutRequest, image: string, trial: boolean): ContainerCreateOptions {
  const { ref, instance, resources } = request
  return {
    name: containerName(ref.agent, instance.generation, 'candidate'),
    Image: image,
    User: `${uid}:${uid}`,
    Hostname: 'agent',
    WorkingDir: folders.data,
    Cmd: ['/app/agent.mjs', `${folders.key}/agent.json`],
    Labels: { ...instanceLabels(ref, instance, 'candidate'), [labels.trial]: trial ? '1' : '0' },
    StopSignal: 'SIGTERM',
    StopTimeout: graceSeconds,
    HostConfig: {
      ...hardened(resources.memoryMb, resources.cpus, 256),
      NetworkMode: 'none',
      Mounts: [
        volume(workspaceVolume(ref.agent), folders.data),
        volume(instanceVolume(ref.agent, instance.generation, 'key'), folders.key),
        volume(instanceVolume(ref.agent, instance.generation, 'link'), folders.link),
      ],
    },
  }
}

/** The forwarder beside it: a network and one port on this machine's loopback, but neither token nor workspace. */
export function forwarderSpec(request: RolloutRequest, image: string, network: string): ContainerCreateOptions {
  const { ref, instance } = request
  const port = `${forwarderPort}/tcp`
  return {
    name: containerName(ref.agent, instance.generation, 'forwarder'),
    Image: image,
    User: `${uid}:${uid}`,
    Hostname: 'forwarder',
    WorkingDir: '/',
    Cmd: ['/app/forwarder.mjs', `${folders.pipes}/forwarder.json`],
    Labels: instanceLabels(ref, instance, 'forwarder'),
    ExposedPorts: { [port]: {} },
    StopSignal: 'SIGTERM',
    StopTimeout: 5,
    HostConfig: {
      ...hardened(128, 0.5, 64),
      NetworkMode: network,
      ExtraHosts: ['host.docker.internal:host-gateway'],
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      Mounts: [
        volume(instanceVolume(ref.agent, instance.generation, 'link'), folders.link),
        volume(instanceVolume(ref.agent, instance.generation, 'pipes'), folders.pipes),
      ],
    },
  }
}

function volume(source: string, target: string): MountSettings {
  return { Type: 'volume', Source: source, Target: target }
}
