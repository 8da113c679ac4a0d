import type { DockerEngine } from '../engine.ts'
import { baseRepository, type BaseSource } from './base-source.ts'
import { followAnswer } from './follow-answer.ts'
import { listHostTree, packTree, treeKey } from './host-tree.ts'

/** A base assembled from this machine's own programs: needs no network and no rights, but Linux with the same processor. */
export function hostBase(nodeBinary: string): BaseSource {
  return {
    name: 'host',
    async key() {
      if (process.platform !== 'linux')
        return { closed: 'a base can be assembled from the machine’s own programs on Linux alone' }
      return { key: `host-${process.arch}-${await treeKey(await listHostTree(nodeBinary))}` }
    },
    async provide(engine, key, watch) {
      const tag = key.slice(-24)
      watch.say('Assembling a base image from this machine’s programs; no registry is needed.')
      await importBase(engine, tag, packTree(await listHostTree(nodeBinary), watch.signal), watch.signal)
      return `${baseRepository}:${tag}`
    },
  }
}

/** Imports a tar archive as `control-agent-base:<tag>`. */
export async function importBase(
  engine: DockerEngine,
  tag: string,
  tar: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<void> {
  const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  const answer = await engine.docker.importImage(tar, { repo: baseRepository, tag, changes: [path] })
  await followAnswer(answer, signal, 'importing the base image')
}
