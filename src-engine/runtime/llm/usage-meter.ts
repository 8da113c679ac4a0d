import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import { estimateTokens } from '../../decide/index.ts'

/** More than any model takes or gives in one call is no count: what a provider says beyond it is not believed. */
const count = z.int().min(0).max(1_000_000_000)
const usageSchema = z.object({ prompt_tokens: count, completion_tokens: count })
const spoken = z.looseObject({
  content: z.unknown().optional(),
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  refusal: z.unknown().optional(),
  tool_calls: z.unknown().optional(),
})
const chunkSchema = z.object({
  usage: z.unknown().optional(),
  choices: z.array(z.object({ delta: spoken.nullish(), message: spoken.nullish() })).catch([]),
})

export interface Metered {
  readonly inputTokens: number
  readonly outputTokens: number
  /** True when the provider did not say and the figures are our own count. */
  readonly estimated: boolean
}

/** Reads along an answer and knows at any moment what it has used so far. */
export interface UsageMeter {
  /** One JSON document of the answer: a chunk of a stream, or the whole. */
  read(json: string): void
  /** True once the answer has said that it is whole (`[DONE]`). */
  isWhole(): boolean
  /** What a whole answer used. */
  result(): Metered
  /** What an answer that broke off used, null when it had not said anything: what a provider stated on the way may be little of it. */
  broken(): Metered | null
}

/**
 * @param inputEstimate tokens of the request by our own count, used until the provider says better. A provider that
 *   reports nothing, or nothing for text we saw, is not believed.
 */
export function createUsageMeter(inputEstimate: number): UsageMeter {
  let stated: z.output<typeof usageSchema> | null = null
  let bytes = 0
  let whole = false
  return {
    read(json) {
      if (json.trim() === '[DONE]') whole = true
      const chunk = parseChunk(json)
      if (chunk === null) return
      const usage = usageSchema.safeParse(chunk.usage)
      if (usage.success) stated = usage.data
      for (const { delta, message } of chunk.choices) bytes += spokenBytes(delta ?? message)
    },
    isWhole: () => whole,
    broken() {
      const counted = estimateTokens(bytes)
      if (counted === 0 && (stated?.completion_tokens ?? 0) === 0) return null
      return {
        inputTokens: Math.max(inputEstimate, stated?.prompt_tokens ?? 0),
        outputTokens: Math.max(counted, stated?.completion_tokens ?? 0),
        estimated: true,
      }
    },
    result() {
      const counted = estimateTokens(bytes)
      if (stated === null || (stated.prompt_tokens === 0 && stated.completion_tokens === 0))
        return { inputTokens: inputEstimate, outputTokens: counted, estimated: true }
      if (stated.completion_tokens === 0 && counted > 0)
        return { inputTokens: stated.prompt_tokens, outputTokens: counted, estimated: true }
      return { inputTokens: stated.prompt_tokens, outputTokens: stated.completion_tokens, estimated: false }
    },
  }
}

/** Feeds the bytes of a server-sent event stream to a meter. */
export function meterStream(meter: UsageMeter): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ data }) => meter.read(data) })
  return (bytes) => parser.feed(decoder.decode(bytes, { stream: true }))
}

function parseChunk(json: string): z.output<typeof chunkSchema> | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    // Providers put comments and keep-alives into the stream; what is no JSON carries no usage.
    if (error instanceof SyntaxError) return null
    throw error
  }
  const parsed = chunkSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}

function spokenBytes(part: z.output<typeof spoken> | null | undefined): number {
  if (part === null || part === undefined) return 0
  const texts = [part.content, part.reasoning_content, part.reasoning, part.refusal].filter(
    (text) => typeof text === 'string',
  )
  const calls = part.tool_calls === undefined || part.tool_calls === null ? '' : JSON.stringify(part.tool_calls)
  return Buffer.byteLength(texts.join('') + calls)
}
