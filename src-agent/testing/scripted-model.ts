import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'

/** One answer of the scripted model; the step is told by how many assistant messages the request holds. */
export interface ScriptedReply {
  readonly text?: string
  readonly calls?: readonly { readonly tool: string; readonly args: unknown }[]
  /** Refuse instead, with this status and problem. */
  readonly refuse?: { readonly status: 402 | 429 | 503; readonly code: string; readonly detail: string }
  /** Break the connection off after the text. */
  readonly breakOff?: boolean
  /** Say the text, then nothing more, until the caller hangs up. */
  readonly hang?: boolean
  readonly finish?: string
}

const requestSchema = z.object({
  model: z.string(),
  stream: z.literal(true),
  messages: z.array(z.looseObject({ role: z.string() })),
  tools: z.array(z.object({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) })).optional(),
})
export type ModelRequest = z.output<typeof requestSchema>

/** `POST /llm/v1/chat/completions` as an OpenAI-compatible provider streams it. */
export async function answerAsModel(
  c: Context,
  replyFor: (step: number) => ScriptedReply,
  note: (request: ModelRequest) => void,
): Promise<Response> {
  const request = requestSchema.parse(await c.req.json())
  note(request)
  const reply = replyFor(request.messages.filter((message) => message.role === 'assistant').length)
  if (reply.refuse !== undefined) {
    const { status, code, detail } = reply.refuse
    return c.body(
      JSON.stringify({ type: `about:blank#${code}`, title: code, status, detail, code, requestId: 'req_test0001' }),
      status,
      {
        'content-type': 'application/problem+json',
        ...(status === 429 ? { 'retry-after': '0' } : {}),
      },
    )
  }
  return streamSSE(c, async (stream) => {
    const send = (delta: unknown, finish: string | null = null) =>
      stream.writeSSE({
        data: JSON.stringify({
          id: 'x',
          object: 'chat.completion.chunk',
          created: 1,
          model: request.model,
          choices: [{ index: 0, delta, finish_reason: finish }],
        }),
      })
    await send({ role: 'assistant', content: '' })
    for (const piece of (reply.text ?? '').match(/.{1,4}/gsu) ?? []) await send({ content: piece })
    if (reply.hang) await new Promise<void>((resolve) => stream.onAbort(resolve))
    if (reply.hang || reply.breakOff) return
    for (const [index, call] of (reply.calls ?? []).entries()) {
      const args = typeof call.args === 'string' ? call.args : JSON.stringify(call.args)
      await send({
        tool_calls: [
          { index, id: `call_${index}`, type: 'function', function: { name: call.tool, arguments: args.slice(0, 3) } },
        ],
      })
      await send({ tool_calls: [{ index, function: { arguments: args.slice(3) } }] })
    }
    await send({}, reply.finish ?? (reply.calls === undefined ? 'stop' : 'tool_calls'))
    await stream.writeSSE({
      data: JSON.stringify({
        id: 'x',
        object: 'chat.completion.chunk',
        created: 1,
        model: request.model,
        choices: [],
        usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
      }),
    })
    await stream.writeSSE({ data: '[DONE]' })
  })
}
