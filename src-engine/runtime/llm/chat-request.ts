import { z } from 'zod'
import { invalidField } from '../../kernel/errors.ts'
import type { ResolvedModel } from '../ports.ts'

/**
 * What the proxy reads and sets of OpenAI's chat request; everything else (messages, tools, sampling) passes through. One
 * choice only: more would multiply a cost that was reserved for one.
 */
const chatRequestSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({}).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  n: z.literal(1, 'asks for more than one choice').nullish(),
})
export type ChatRequest = z.output<typeof chatRequestSchema>

export interface OutgoingChat {
  readonly body: Readonly<Record<string, unknown>>
  readonly stream: boolean
  readonly maxOutputTokens: number
}

/** @throws invalid_input naming the field */
export function parseChatRequest(value: unknown): ChatRequest {
  const parsed = chatRequestSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw invalidField(`/${issue?.path.map(String).join('/') ?? ''}`, issue?.message ?? 'is not a chat request')
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
