import type { DockerEngine } from '../engine.ts'
import { orNull } from '../workload.ts'
import { baseRepository, type BaseSource, type Watch } from './base-source.ts'
import { followAnswer } from './follow-answer.ts'
import { listHostTree, packTree, treeKey, type TreeFile } from './host-tree.ts'

/** A base assembled from this machine's own programs: needs no network and no rights, but Linux with the same processor. */
export function hostBase(nodeBinary: string): BaseSource {
  let listed: Promise<readonly TreeFile[]> | undefined
  // Listing asks the loader about every program; they do not change while the app runs.
  const list = async () => {
    listed ??= listHostTree(nodeBinary)
    try {
      return await listed
    } catch (error) {
      listed = undefined
      throw error
    }
  }
  return {
    name: 'host',
    async key() {
      if (process.platform !== 'linux')
        return { closed: 'a base can be assembled from the machine’s own programs on Linux alone' }
      return { key: `host-${process.arch}-${await treeKey(await list())}` }
    },
    async provide(engine, key, watch) {
      watch.say('Assembling a base image from this machine’s programs; no registry is needed.')
      return await ensureBase(engine, key.slice(-24), watch, async () => packTree(await list(), watch.signal))
    },
  }
}

/** Imports a tar archive as `control-agent-base:<tag>`, unless the engine has that. */
export async function ensureBase(
  engine: DockerEngine,
  tag: string,
  watch: Watch,
  pack: () => Promise<NodeJS.ReadableStream>,
): Promise<string> {
  const name = `${baseRepository}:${tag}`
  if ((await orNull(engine.docker.getImage(name).inspect())) !== null) return name
  const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  const answer = await engine.docker.importImage(await pack(), { repo: baseRepository, tag, changes: [path] })
  await followAnswer(answer, watch.signal, 'importing the base image')
  return name
}
