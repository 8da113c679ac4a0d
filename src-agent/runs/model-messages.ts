import type { ModelMessage } from 'ai'
import type { Message } from './run-state.ts'

/** Above this many characters older tool outputs are shortened: a model's context is finite and the newest matter most. */
const MOST_CHARS = 400_000
const SHORT = 1_000

/**
 * The conversation as the `ai` SDK takes it. Call ids are our own short ones (`c3_0`): they pass every provider's rules
 * on ids, and stay the same when a run is resumed.
 */
export function toModelMessages(messages: readonly Message[]): ModelMessage[] {
  const keepFrom = oldestWhole(messages)
  return messages.map((message, index): ModelMessage => {
    switch (message.role) {
      case 'user':
        return { role: 'user', content: message.text }
      case 'assistant':
        return {
          role: 'assistant',
          content: [
            ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
            ...message.calls.map(({ call, tool, args }) => ({
              type: 'tool-call' as const,
              toolCallId: shortId(call),
              toolName: tool,
              input: args,
            })),
          ],
        }
      case 'tool': {
        const text =
          index < keepFrom && message.text.length > SHORT
            ? `${message.text.slice(0, SHORT)}\n[shortened to save context]`
            : message.text
        const output = message.failed
          ? { type: 'error-text' as const, value: text }
          : { type: 'text' as const, value: text }
        return {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: shortId(message.call), toolName: message.tool, output }],
        }
      }
    }
  })
}

// A call is `<run>.<step>.<number>`.
function shortId(call: string): string {
  return `c${call.split('.').slice(-2).join('_')}`
}

function oldestWhole(messages: readonly Message[]): number {
  let chars = 0
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    chars += messages[index]?.text.length ?? 0
    if (chars > MOST_CHARS) return index + 1
  }
  return 0
}
