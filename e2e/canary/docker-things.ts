import { buffer } from 'node:stream/consumers'
import Docker from 'dockerode'
import { extract } from 'tar-stream'
import { z } from 'zod'

/** Nothing but the Node binary is larger, and that is the same in every image. */
const MOST = 8 * 1024 * 1024

/** Something that the Docker engine shows. */
export interface DockerThing {
  readonly what: string
  readonly content: Buffer
}

const docker = new Docker()

/** What `docker inspect` says of every container, image, volume and network there is, and of every image's history. */
export async function everyInspection(): Promise<DockerThing[]> {
  const look = async (what: string, asked: Promise<unknown>): Promise<DockerThing> => ({
    what,
    content: Buffer.from(JSON.stringify(await unlessGone(asked))),
  })
  const containers = await docker.listContainers({ all: true })
  const images = await docker.listImages({ all: true })
  const { Volumes } = await docker.listVolumes()
  const networks = await docker.listNetworks()
  return Promise.all([
    ...containers.map(({ Id, Names }) => look(`container ${Names.join()}`, docker.getContainer(Id).inspect())),
    ...images.map(({ Id }) => look(`image ${Id}`, docker.getImage(Id).inspect())),
    ...images.map(({ Id }) => look(`image ${Id}, its history`, docker.getImage(Id).history())),
    ...Volumes.map(({ Name }) => look(`volume ${Name}`, docker.getVolume(Name).inspect())),
    ...networks.map(({ Id, Name }) => look(`network ${Name}`, docker.getNetwork(Id).inspect())),
  ])
}

/** What `docker logs` prints for every container of an agent. */
export async function everyLog(agent: string): Promise<DockerThing[]> {
  return Promise.all(
    (await containersOf(agent)).map(async ({ Id, Names }) => ({
      what: Names.join(),
      content: await docker.getContainer(Id).logs({ stdout: true, stderr: true, follow: false }),
    })),
  )
}

/** The files of every container of an agent: of its image with what was written over it, and of its volumes. */
export async function everyFile(agent: string): Promise<DockerThing[]> {
  const found = (await containersOf(agent)).map(async ({ Id, Names, Mounts }) => {
    const container = docker.getContainer(Id)
    const volumes = Mounts.flatMap(({ Destination, Type }) => (Type === 'volume' ? [Destination] : []))
    // One after the other: while the engine answers for a path, an export shows the volumes as files of the container.
    const files = await filesIn(await container.export())
    for (const path of volumes) files.push(...(await filesIn(await container.getArchive({ path }))))
    return files.map(({ what, content }) => ({ what: `${Names.join()}:${what}`, content }))
  })
  return (await Promise.all(found)).flat()
}

/** The token of a deployed agent, from the volume that is its own. */
export async function tokenOf(agent: string): Promise<string> {
  const archive = await docker.getContainer(`control-${agent}-g1-active`).getArchive({ path: '/run/control/key/token' })
  const [file] = await filesIn(archive)
  return z.string().min(20).parse(file?.content.toString('utf8').trim())
}

/** Whatever of an agent is still there. */
export async function leftOf(agent: string): Promise<string[]> {
  return (await everyInspection()).filter(({ content }) => content.includes(agent)).map(({ what }) => what)
}

function containersOf(agent: string): Promise<Docker.ContainerInfo[]> {
  return docker.listContainers({ all: true, filters: { label: [`control.agent=${agent}`] } })
}

async function filesIn(archive: NodeJS.ReadableStream): Promise<DockerThing[]> {
  const files: DockerThing[] = []
  for await (const entry of archive.pipe(extract())) {
    const { type, size, name } = entry.header
    if (type === 'file' && (size ?? 0) <= MOST) files.push({ what: name, content: await buffer(entry) })
    else entry.resume()
  }
  return files
}

/** Others use the same engine: what was listed may be gone when it is looked at. */
async function unlessGone<Value>(asked: Promise<Value>): Promise<Value | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return null
    throw error
  })
}
