import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const chatSchema = z.object({ messages: z.array(z.object({ role: z.string() })) })

/** An OpenAI-compatible endpoint of somebody else: what it was sent, and a script of what it says. */
export interface Model {
  readonly baseUrl: string
  /** What arrived, key apart: addresses, headers and bodies. */
  readonly heard: string[]
  /** Calls that carried the key. */
  withKey(): number
  /** How the next calls are answered: with a tool call and then a text, with a text that never ends, or with refusals that repeat the key. */
  answer(how: 'work' | 'hang' | 'refuse'): void
  close(): Promise<void>
}

/** Starts it on loopback; it calls for `env`, once in each run. */
export async function startModel(key: string): Promise<Model> {
  const heard: string[] = []
  let carried = 0
  let refusals = 0
  let how: 'work' | 'hang' | 'refuse' = 'work'

  function say(response: ServerResponse, delta: object, finish: string | null, end: boolean): void {
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    )
    if (end)
      response.end(
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })}\n\ndata: [DONE]\n\n`,
      )
  }
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { authorization = '', ...headers } = request.headers
    if (authorization === `Bearer ${key}`) carried += 1
    heard.push(JSON.stringify([request.url, headers, body]))
    if (how === 'refuse') {
      refusals += 1
      // The first ends a run; the second, which it would wait out, is for tests of the provider.
      const [status, message] =
        refusals % 2 === 1 ? [404, 'No such model for the key'] : [401, 'Incorrect API key provided']
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: `${message}: ${authorization} (${key.slice(0, 30)}***)` } }))
    } else if (request.url?.endsWith('/models')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [{ id: 'm' }] }))
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const told = chatSchema.parse(JSON.parse(body)).messages.some(({ role }) => role === 'tool')
      const call = {
        index: 0,
        id: 'call_1',
        type: 'function',
        function: { name: 'exec', arguments: JSON.stringify({ program: 'env' }) },
      }
      if (how === 'hang') say(response, { role: 'assistant', content: 'Thinking' }, null, false)
      else if (told) say(response, { role: 'assistant', content: 'That is the environment.' }, 'stop', true)
      else say(response, { role: 'assistant', tool_calls: [call] }, 'tool_calls', true)
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    baseUrl: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    heard,
    withKey: () => carried,
    answer(next) {
      how = next
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
