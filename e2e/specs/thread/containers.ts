import { buffer } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'

function labelled(agent: string): { filters: string } {
  return { filters: JSON.stringify({ label: [`control.agent=${agent}`] }) }
}

/** A file of an agent's workspace, read out of its running container by the engine itself. */
export async function readInContainer(docker: Docker, agent: string, path: string): Promise<string> {
  const running = await docker.listContainers(labelled(agent))
  const active = running.find(({ Names }) => Names.some((name) => name.endsWith('-active')))
  if (!active) throw new Error(`no active container of ${agent}`)
  const archive = await docker.getContainer(active.Id).getArchive({ path: `/data/workspace/${path}` })
  const files = extract()
  archive.pipe(files)
  for await (const file of files) return (await buffer(file)).toString('utf8')
  throw new Error(`${path} is not in the workspace of ${agent}`)
}

/** How many containers of an agent run. */
export async function runningOf(docker: Docker, agent: string): Promise<number> {
  return (await docker.listContainers(labelled(agent))).length
}

/** Removes what a spec left at the engine: containers, volumes and marks of one agent. */
export async function removeAllOf(docker: Docker, agent: string): Promise<void> {
  for (const { Id } of await docker.listContainers({ all: true, ...labelled(agent) }))
    await docker.getContainer(Id).remove({ force: true })
  const { Volumes } = await docker.listVolumes(labelled(agent))
  for (const { Name } of Volumes) await docker.getVolume(Name).remove()
}
