import { z } from 'zod'
import { parsePart } from '../../kernel/http/parse-input.ts'
import type { ResolvedModel } from '../ports.ts'

const passed = z.unknown().optional()

/**
 * Text, and nothing the provider would fetch: an address in a message would be a way out of a container that has no
 * network, and it passes no decision.
 */
const contentSchema = z
  .union([
    z.string(),
    z.null(),
    z.array(
      z.looseObject({ type: z.enum(['text', 'refusal'], 'is a part the proxy does not let through: text only') }),
    ),
  ])
  .optional()

/**
 * What the proxy lets through of OpenAI's chat request. Fields outside this list are refused by name: several of them
 * choose another model (`models`, `plugins`), another price (`service_tier`) or tools that run at the provider and pass no
 * decision (`web_search_options`). For the same reason tools are functions only, and there is one choice: more would
 * multiply a cost that was reserved for one.
 */
const chatRequestSchema = z.strictObject({
  model: passed,
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })).min(1),
  tools: z.array(z.looseObject({ type: z.literal('function', 'is not a function') })).nullish(),
  tool_choice: passed,
  parallel_tool_calls: passed,
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({}).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  n: z.literal(1, 'asks for more than one choice').nullish(),
  temperature: passed,
  top_p: passed,
  top_k: passed,
  min_p: passed,
  stop: passed,
  seed: passed,
  frequency_penalty: passed,
  presence_penalty: passed,
  repetition_penalty: passed,
  logit_bias: passed,
  logprobs: passed,
  top_logprobs: passed,
  response_format: passed,
  reasoning_effort: passed,
  verbosity: passed,
  chat_template_kwargs: passed,
  prompt_cache_key: passed,
  user: passed,
})
export type ChatRequest = z.output<typeof chatRequestSchema>

export interface OutgoingChat {
  readonly body: Readonly<Record<string, unknown>>
  readonly stream: boolean
  readonly maxOutputTokens: number
}

/** @throws invalid_input naming the field */
export function parseChatRequest(value: unknown): ChatRequest {
  return parsePart(chatRequestSchema, value, 'body')
}

/** The request as it goes to the provider: the model of the agent's configuration, a bounded answer, usage asked for. */
export function outgoing(request: ChatRequest, model: ResolvedModel): OutgoingChat {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? model.maxOutputTokens
  const maxOutputTokens = Math.min(asked, model.maxOutputTokens)
  const stream = request.stream === true
  const { max_tokens: _a, max_completion_tokens: _b, stream_options: _c, ...rest } = request
  const body = {
    ...rest,
    model: model.model,
    [limitField(model)]: maxOutputTokens,
    ...(stream ? { stream_options: { ...request.stream_options, include_usage: true } } : {}),
  }
  return { body, stream, maxOutputTokens }
}

/** OpenAI's newer models refuse `max_tokens`; most others know nothing else. */
function limitField({ baseUrl }: ResolvedModel): string {
  return baseUrl !== null && new URL(baseUrl).hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens'
}
