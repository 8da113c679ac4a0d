import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { line } from '../../src-engine/contract/values.ts'
import { AgentError, sentence } from '../errors.ts'

const absolute = z
  .string()
  .max(4096)
  .refine((value) => path.isAbsolute(value) && !value.includes('\0'), 'is not an absolute path')

/** Where the agent (or a forwarder pipe) listens. `mode` is octal text; a socket is for its owner alone unless told otherwise. */
export const listenSchema = z.union([
  z.strictObject({ port: z.int().min(0).max(65_535), host: z.string().max(253).default('127.0.0.1') }),
  z.strictObject({
    socket: absolute,
    mode: z
      .string()
      .regex(/^0?[0-7]{3}$/)
      .default('0600'),
  }),
])
export type Listen = z.output<typeof listenSchema>

/**
 * `agent.json`. `controlUrl` is `http://host:port/base`, or `unix:/path/to.sock` with an optional `:/base` behind it.
 * The token is in a file of its own, so that it can be renewed and never stands in environment or arguments.
 */
export const agentConfigSchema = z.strictObject({
  instance: line(80),
  controlUrl: z
    .string()
    .max(4096)
    .regex(/^(https?:\/\/|unix:\/)/, 'must begin with http:// or unix:/'),
  tokenFile: absolute,
  /** The instance's private key (PEM), with which it renews its token. Without one a new token takes a new deployment. */
  keyFile: absolute.optional(),
  workspace: absolute,
  spoolDir: absolute,
  stateDir: absolute,
  listen: listenSchema,
  /** All processes that the agent can see are its own doing, as in a container: what lost its parent is left over from a tool. */
  alone: z.boolean().default(false),
})
export type AgentConfig = z.output<typeof agentConfigSchema>

/** Reads and checks a JSON config file. Throws `invalid_input` with every field that is wrong. */
export function readConfigFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new AgentError('invalid_input', `The config file ${file} cannot be read: ${sentence(cause)}`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success)
    throw new AgentError('invalid_input', `The config file ${file} is wrong. ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** The agent's config. What the agent keeps for itself must lie outside of the workspace its tools reach. */
export function readAgentConfig(file: string): AgentConfig {
  const config = readConfigFile(file, agentConfigSchema)
  for (const name of ['tokenFile', 'keyFile', 'spoolDir', 'stateDir'] as const) {
    const place = config[name]
    if (place === undefined) continue
    const inside = path.relative(config.workspace, place)
    if (!inside.startsWith('..') && !path.isAbsolute(inside))
      throw new AgentError(
        'invalid_input',
        `${name} lies inside the workspace, where the agent's tools could read it. Move it out.`,
      )
  }
  return Object.freeze(config)
}
