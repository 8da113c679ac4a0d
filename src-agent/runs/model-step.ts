import { posix } from 'node:path'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, jsonSchema, streamText, tool, type JSONSchema7, type ToolSet } from 'ai'
import { z } from 'zod'
import { RUN_HEADER, type ConfigBundle } from '../../src-engine/contract/runtime.ts'
import { jsonValueSchema, type JsonObject } from '../../src-engine/contract/values.ts'
import { parseProblem, retryAfterMs } from '../control/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { toModelMessages } from './model-messages.ts'
import type { RunContext } from './run-context.ts'

/** A slow local model may think this long before its first token, and this long between two. */
const FIRST_TOKEN_MS = 600_000
const NEXT_TOKEN_MS = 180_000

const argsSchema = z.record(z.string(), jsonValueSchema)
const schemaOfArgs = z.custom<JSONSchema7>((value) => typeof value === 'object' && value !== null)

/** What the model said in one step. A call whose arguments are no JSON object says so in `broken`. */
export interface ModelAnswer {
  readonly text: string
  readonly calls: readonly { readonly tool: string; readonly args: JsonObject; readonly broken: string | null }[]
  readonly cut: boolean
}

/** A model call that broke after it had begun to answer: worth another try, but not for ever. */
export class BrokenStream extends Error {}

/**
 * One step of the model through the control center's proxy, tokens told to the live feed as they come. Throws
 * `AgentError` with the proxy's code and status when it refuses, `BrokenStream` when the answer broke off.
 */
export async function modelStep(ctx: RunContext, signal: AbortSignal): Promise<ModelAnswer> {
  const bundle = ctx.bundle()
  const { run, steps, messages } = ctx.recorder.state
  const provider = createOpenAICompatible({
    name: 'control-center',
    baseURL: ctx.client.modelBase,
    fetch: ctx.client.fetch,
    includeUsage: true,
  })
  const result = streamText({
    model: provider.chatModel(bundle.model.id),
    instructions: instructionsOf(bundle),
    messages: toModelMessages(messages),
    tools: offeredTools(ctx, bundle),
    maxOutputTokens: bundle.model.maxOutputTokens,
    // Retries are ours: a refusal must be seen, and waiting must be shown.
    maxRetries: 0,
    abortSignal: signal,
    timeout: { firstChunkMs: FIRST_TOKEN_MS, chunkMs: NEXT_TOKEN_MS },
    // No key: the proxy keeps no answers, so a step that is asked again is asked anew, paid and counted.
    headers: { [RUN_HEADER]: run },
    onError: () => undefined, // The error part below carries it.
  })

  let text = ''
  let cut = false
  let begun = false
  const calls: { tool: string; args: JsonObject; broken: string | null }[] = []
  for await (const part of result.stream) {
    switch (part.type) {
      case 'text-delta':
        begun = true
        text += part.text
        ctx.recorder.live.push({ type: 'text', step: steps, delta: part.text })
        break
      case 'tool-input-start':
        begun = true
        break
      case 'tool-call':
        calls.push({ tool: part.toolName, ...readArgs(part.input) })
        break
      case 'finish-step':
        cut = part.finishReason === 'length'
        if (part.finishReason === 'content-filter')
          throw new AgentError('forbidden', 'The model refused to answer (content filter).', { status: 403 })
        break
      case 'error':
        throw modelError(part.error, begun)
      case 'abort':
        signal.throwIfAborted()
        throw new BrokenStream('The model stopped answering.')
      default:
        break // Other parts (reasoning, sources, step marks) do not change what we do.
    }
  }
  return { text, calls, cut }
}

function instructionsOf(bundle: ConfigBundle): string {
  return [
    `You are ${bundle.agent.name}, ${bundle.agent.role}.`,
    bundle.agent.instructions,
    'Your tools work inside your workspace; paths are relative to it. A tool call may be denied or may wait for a person: then go on without it or explain what is missing. Never repeat a denied call unchanged.',
  ].join('\n\n')
}

function offeredTools(ctx: RunContext, bundle: ConfigBundle): ToolSet {
  const offered = bundle.tools.filter((spec) => ctx.toolbox.has(spec.id))
  return Object.fromEntries(
    offered.map((spec) => [
      spec.id,
      tool({ description: spec.description, inputSchema: jsonSchema(schemaOfArgs.parse(spec.args)) }),
    ]),
  )
}

function readArgs(input: unknown): { args: JsonObject; broken: string | null } {
  const parsed = argsSchema.safeParse(input)
  return parsed.success
    ? { args: plainPath(parsed.data), broken: null }
    : { args: {}, broken: 'the arguments are not a JSON object' }
}

/** Models like `./notes.md`; rules and records know a file by its plain name alone. */
function plainPath(args: JsonObject): JsonObject {
  const { path } = args
  if (typeof path !== 'string' || path === '') return args
  const plain = posix.normalize(path)
  return { ...args, path: plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain }
}

function modelError(error: unknown, begun: boolean): Error {
  if (APICallError.isInstance(error)) {
    const problem = parseProblem(error.responseBody ?? '')
    if (error.statusCode === undefined)
      return begun
        ? new BrokenStream(sentence(error))
        : new AgentError('dependency_unavailable', `The model cannot be reached: ${error.message}`, { cause: error })
    const wait = retryAfterMs(new Headers(error.responseHeaders))
    return new AgentError(
      problem?.code ?? (error.statusCode === 402 ? 'budget_exceeded' : 'dependency_unavailable'),
      problem?.detail ?? `The model answered ${error.statusCode}.`,
      {
        cause: error,
        status: error.statusCode,
        ...(wait === undefined ? {} : { retryAfterMs: wait }),
      },
    )
  }
  if (error instanceof AgentError) return error
  // An error sent inside the stream: our proxy puts the problem's code there.
  const inside = parseProblem(JSON.stringify(error) ?? '')
  if (inside?.code === 'budget_exceeded') return new AgentError('budget_exceeded', inside.detail, { status: 402 })
  return new BrokenStream(typeof error === 'string' ? error : sentence(error))
}
