import { isIP } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import type { InstanceCredentials } from '../../instance-tokens.ts'
import { agentSocket, contractSocket, folders, forwarderPort, uid } from './spec.ts'

interface FileToPut {
  readonly name: string
  readonly content: string
}

/**
 * Puts files into a folder of a container, before it runs as well as while it does. They are for our user alone. The
 * folder must be in a volume: the rest of the file system is read-only, and a tmpfs does not exist before the start.
 */
async function putFiles(container: Docker.Container, folder: string, files: readonly FileToPut[]): Promise<void> {
  const tar = pack()
  for (const { name, content } of files) tar.entry({ name, mode: 0o400, uid, gid: uid }, content)
  tar.finalize()
  await container.putArchive(await buffer(tar), { path: folder })
}

/**
 * Token and key go into files of the agent's own volume: never into environment, arguments or labels, which `inspect`
 * shows. The volume is on the engine's disk, not in memory: a volume of the kind tmpfs is mounted only while a container
 * runs, so a file put in before the start would be gone at it, and after a reboot Docker would start an agent without its
 * token.
 */
export async function putCredentials(container: Docker.Container, { token, key }: InstanceCredentials): Promise<void> {
  await putFiles(container, folders.key, [
    { name: 'token', content: token },
    { name: 'key.pem', content: key },
  ])
}

/**
 * The agent's config. On trial it keeps its state in its own throw-away volume, because the state in the workspace's
 * volume has one writer: the agent that still serves.
 */
export async function putAgentConfig(container: Docker.Container, instance: string, trial: boolean): Promise<void> {
  const state = trial ? `${folders.key}/trial` : folders.data
  const config = {
    instance,
    controlUrl: `unix:${contractSocket}`,
    tokenFile: `${folders.key}/token`,
    keyFile: `${folders.key}/key.pem`,
    workspace: `${folders.data}/workspace`,
    spoolDir: `${state}/spool`,
    stateDir: `${state}/state`,
    listen: { socket: agentSocket },
    alone: true,
  }
  await putFiles(container, folders.key, [{ name: 'agent.json', content: JSON.stringify(config) }])
}

/** The two pipes: the contract's socket to the runtime listener, and a port to the agent's socket. */
export async function putForwarderConfig(
  container: Docker.Container,
  runtime: { readonly host: string; readonly port: number },
): Promise<void> {
  const pipes = [
    { listen: { socket: contractSocket }, to: { host: seenFromInside(runtime.host), port: runtime.port } },
    { listen: { host: '0.0.0.0', port: forwarderPort }, to: { socket: agentSocket } },
  ]
  await putFiles(container, folders.pipes, [{ name: 'forwarder.json', content: JSON.stringify({ pipes }) }])
}

/** This machine's loopback is not the container's: there the host has a name. */
function seenFromInside(host: string): string {
  const local = host === 'localhost' || host === '::' || host === '::1' || host === '0.0.0.0' || host.startsWith('127.')
  return local || isIP(host) === 0 ? 'host.docker.internal' : host
}
