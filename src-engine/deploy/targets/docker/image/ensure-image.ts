import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { EngineError } from '../../../../kernel/errors.ts'
import type { DockerEngine } from '../engine.ts'
import { explain } from '../explain.ts'
import { labels } from '../names.ts'
import { uid } from '../spec.ts'
import { orNull } from '../workload.ts'
import type { BaseSource, Watch } from './base-source.ts'
import { followAnswer } from './follow-answer.ts'

const REPOSITORY = 'control-agent'

export interface AgentImage {
  /** The image's ID (`sha256:…`): what containers are created from, and what is recorded. */
  readonly image: string
  readonly tag: string
  /** The way its base came from, and the base itself: its digest, or the ID of one that came from no registry. */
  readonly base: string
  readonly baseImage: string
}

export interface ImageOptions {
  /** Holds `agent.mjs` and `forwarder.mjs`. */
  readonly agentBundle: string
  /** Holds `agent-image/Dockerfile`. */
  readonly resources: string
  readonly bases: readonly BaseSource[]
}

interface Parts {
  readonly dockerfile: Buffer
  readonly agent: Buffer
  readonly forwarder: Buffer
}

/** Builds the agent's image once for the same bundle and base, and finds it from then on. */
export async function ensureImage(engine: DockerEngine, options: ImageOptions, watch: Watch): Promise<AgentImage> {
  const parts = await readParts(options)
  const closed: string[] = []
  const open: { readonly source: BaseSource; readonly key: string; readonly tag: string }[] = []
  for (const source of options.bases) {
    const found = await source.key()
    if ('closed' in found) closed.push(found.closed)
    else open.push({ source, key: found.key, tag: `${REPOSITORY}:${keyOf(parts, found.key)}` })
  }
  for (const { source, tag } of open) {
    const info = await orNull(engine.docker.getImage(tag).inspect())
    const baseImage = info?.Config.Labels?.[labels.base]
    if (info !== null && baseImage !== undefined) return { image: info.Id, tag, base: source.name, baseImage }
  }
  for (const { source, key, tag } of open) {
    let base: string
    try {
      base = await source.provide(engine, key, watch)
    } catch (error) {
      watch.signal.throwIfAborted()
      const why = explain(error, engine.host, 'preparing the base image')
      if (why.code === 'storage_full' || why.code === 'dependency_unavailable') throw why
      closed.push(why.message)
      continue
    }
    watch.say('Building the agent’s image.')
    const baseImage = await identify(engine, base)
    await build(engine, parts, { base, baseImage }, tag, watch)
    const { Id } = await engine.docker.getImage(tag).inspect()
    return { image: Id, tag, base: source.name, baseImage }
  }
  throw new EngineError(
    'target_failed',
    `The agent’s image cannot be had: ${closed.join('; ')}. Give the Docker engine access to a registry with node:24-slim, or load that image into it, then try again.`,
  )
}

async function readParts({ agentBundle, resources }: ImageOptions): Promise<Parts> {
  try {
    const [dockerfile, agent, forwarder] = await Promise.all([
      readFile(join(resources, 'agent-image', 'Dockerfile')),
      readFile(join(agentBundle, 'agent.mjs')),
      readFile(join(agentBundle, 'forwarder.mjs')),
    ])
    return { dockerfile, agent, forwarder }
  } catch (cause) {
    throw new EngineError(
      'dependency_unavailable',
      'The agent’s program is missing in this installation. Run npm run build, or install the app again.',
      { cause },
    )
  }
}

function keyOf(parts: Parts, base: string): string {
  const hash = createHash('sha256').update(base)
  for (const part of [parts.dockerfile, parts.agent, parts.forwarder])
    hash.update(createHash('sha256').update(part).digest())
  return hash.digest('hex').slice(0, 24)
}

/** The digest says which image it is; one that was loaded from a file or made here has none, only its ID. */
async function identify(engine: DockerEngine, base: string): Promise<string> {
  const { RepoDigests, Id } = await engine.docker.getImage(base).inspect()
  return RepoDigests?.[0] ?? Id
}

async function build(
  engine: DockerEngine,
  parts: Parts,
  { base, baseImage }: { readonly base: string; readonly baseImage: string },
  tag: string,
  watch: Watch,
): Promise<void> {
  const answer = await engine.docker.buildImage(context(parts), {
    t: tag,
    buildargs: { BASE: base },
    labels: { [labels.image]: tag, [labels.base]: baseImage },
    rm: true,
    forcerm: true,
  })
  await followAnswer(answer, watch.signal, 'building the agent’s image')
}

function context({ dockerfile, agent, forwarder }: Parts): Readable {
  const tar = pack()
  const mtime = new Date(0)
  tar.entry({ name: 'Dockerfile', mtime }, dockerfile)
  tar.entry({ name: 'app/agent.mjs', mode: 0o444, mtime }, agent)
  tar.entry({ name: 'app/forwarder.mjs', mode: 0o444, mtime }, forwarder)
  const folder = { type: 'directory', mode: 0o700, uid, gid: uid, mtime } as const
  for (const name of ['data', 'control', 'control/key', 'control/link', 'control/pipes']) tar.entry({ name, ...folder })
  tar.finalize()
  return Readable.from(tar, { objectMode: false })
}
