import { z } from 'zod'
import { estimateTokens } from '../decide/index.ts'
import { closingText, scriptFor, type ScriptStep } from './script.ts'

const content = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? '').join('')),
])

/** What the rehearsal reads of a chat request. */
export const rehearsalRequestSchema = z.object({
  messages: z.array(z.object({ role: z.string(), content: content.nullish() })).min(1),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
})
export type RehearsalRequest = z.output<typeof rehearsalRequestSchema>

/** The next thing the rehearsal says, with the tool call it makes, if any, and figures as a model would report them. */
export interface RehearsalTurn {
  readonly text: string
  readonly call: { readonly id: string; readonly name: string; readonly arguments: string } | null
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number }
}

/**
 * The next turn, from the conversation alone: the last user message is the task, the tool results after it say how far the
 * script is. Steps whose tool is not offered are left out.
 */
export function nextTurn({ messages, tools }: RehearsalRequest): RehearsalTurn {
  const taskAt = messages.findLastIndex((message) => message.role === 'user')
  const offered = new Set((tools ?? []).map((tool) => tool.function.name))
  const steps = scriptFor(messages[taskAt]?.content ?? '').filter((step) => offered.has(step.tool))
  const done = messages.slice(taskAt + 1).filter((message) => message.role === 'tool').length
  return turnOf(steps[done] ?? null, done, JSON.stringify(messages))
}

function turnOf(step: ScriptStep | null, done: number, prompt: string): RehearsalTurn {
  const text = step?.say ?? closingText(done)
  const call = step === null ? null : { id: `call_${done + 1}`, name: step.tool, arguments: JSON.stringify(step.args) }
  const prompt_tokens = estimateTokens(Buffer.byteLength(prompt))
  const completion_tokens = estimateTokens(Buffer.byteLength(text + (call?.arguments ?? '')))
  return { text, call, usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens } }
}
