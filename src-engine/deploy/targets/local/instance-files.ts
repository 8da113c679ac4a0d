import { z } from 'zod'
import type { AgentPaths } from './paths.ts'
import { namesIn, readJson, remove, replaceFile } from './files.ts'

/** Where an instance listens: a socket, or a port of the loopback on Windows, where the agent has no sockets of its own. */
const endpointSchema = z.union([z.object({ socket: z.string() }), z.object({ port: z.int() })])
export type Endpoint = z.output<typeof endpointSchema>

const processSchema = z.object({
  instance: z.string(),
  revision: z.string(),
  generation: z.int(),
  endpoint: endpointSchema,
  /** Null before the first start. */
  pid: z.int().nullable(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
})
/** What this machine knows of one instance. Holds no secret. */
export type InstanceFile = z.output<typeof processSchema>

const activeSchema = z.object({ instance: z.string() })
const handoverSchema = z.object({ restore: z.string().nullable() })

export async function readInstance(paths: AgentPaths, id: string): Promise<InstanceFile | null> {
  return readJson(paths.instance(id).process, processSchema)
}

export async function writeInstance(paths: AgentPaths, file: InstanceFile): Promise<void> {
  await replaceFile(paths.instance(file.instance).process, JSON.stringify(file))
}

/** All instances that have files, newest generation first. */
export async function readInstances(paths: AgentPaths): Promise<InstanceFile[]> {
  const read = await Promise.all((await namesIn(paths.instances)).map((id) => readInstance(paths, id)))
  return read.filter((file) => file !== null).toSorted((a, b) => b.generation - a.generation)
}

export async function readActive(paths: AgentPaths): Promise<string | null> {
  return (await readJson(paths.active, activeSchema))?.instance ?? null
}

export async function writeActive(paths: AgentPaths, instance: string | null): Promise<void> {
  if (instance === null) await remove(paths.active)
  else await replaceFile(paths.active, JSON.stringify({ instance } satisfies z.output<typeof activeSchema>))
}

export async function readHandover(paths: AgentPaths, id: string): Promise<z.output<typeof handoverSchema> | null> {
  return readJson(paths.instance(id).handover, handoverSchema)
}

export async function writeHandover(paths: AgentPaths, id: string, restore: string | null): Promise<void> {
  await replaceFile(paths.instance(id).handover, JSON.stringify({ restore } satisfies z.output<typeof handoverSchema>))
}
