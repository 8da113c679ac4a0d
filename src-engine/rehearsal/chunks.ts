import type { RehearsalTurn } from './chat.ts'

const ID = 'chatcmpl-rehearsal'
export const REHEARSAL_MODEL = 'rehearsal'

/** A turn as one OpenAI chat completion. */
export function completion({ text, call, usage }: RehearsalTurn): object {
  const message = {
    role: 'assistant',
    content: text,
    ...(call === null ? {} : { tool_calls: [toolCall(call, call.arguments)] }),
  }
  return {
    id: ID,
    object: 'chat.completion',
    created: 0,
    model: REHEARSAL_MODEL,
    choices: [{ index: 0, message, finish_reason: finishReason(call) }],
    usage,
  }
}

/** The same turn as the chunks of a stream: words one by one, then the call with its arguments in pieces, then the usage. */
export function chunks({ text, call, usage }: RehearsalTurn, includeUsage: boolean): object[] {
  const words = text.split(/(?<= )/)
  const pieces = call === null ? [] : (call.arguments.match(/[\s\S]{1,24}/gu) ?? [])
  return [
    chunk({ role: 'assistant', content: '' }),
    ...words.map((word) => chunk({ content: word })),
    ...(call === null ? [] : [chunk({ tool_calls: [{ index: 0, ...toolCall(call, '') }] })]),
    ...pieces.map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
    chunk({}, finishReason(call)),
    ...(includeUsage ? [{ ...frame(), choices: [], usage }] : []),
  ]
}

function frame(): object {
  return { id: ID, object: 'chat.completion.chunk', created: 0, model: REHEARSAL_MODEL }
}

function chunk(delta: object, finish: string | null = null): object {
  return { ...frame(), choices: [{ index: 0, delta, finish_reason: finish }] }
}

function toolCall({ id, name }: { readonly id: string; readonly name: string }, args: string): object {
  return { id, type: 'function', function: { name, arguments: args } }
}

function finishReason(call: RehearsalTurn['call']): string {
  return call === null ? 'stop' : 'tool_calls'
}
