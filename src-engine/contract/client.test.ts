import { describe, expect, test } from 'vitest'
import { eventsStream } from './activity.ts'
import { agentsGet, agentsKill, agentsUpdate } from './agents.ts'
import { authStatus } from './auth.ts'
import type { StreamItem } from './client-events.ts'
import type { HttpRequest } from './client-request.ts'
import { createClient } from './client.ts'
import { ProblemError } from './problem-error.ts'
import { systemHealth } from './system.ts'

const id = 'agt_00000001'

/** Answers each request with the next response and remembers what was sent. */
function scripted(...responses: (Response | Error)[]) {
  const sent: { url: string; init: HttpRequest }[] = []
  return {
    sent,
    fetch: async (url: string, init: HttpRequest) => {
      sent.push({ url, init })
      const next = responses.shift()
      if (next === undefined) throw new TypeError('fetch failed')
      if (next instanceof Error) throw next
      return next
    },
  }
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { type: 'about:blank', title: 'No', status, detail: 'Because.', code, requestId: 'req_1' }
  return Response.json(body, { status, headers })
}

function stream(...chunks: string[]): Response {
  return new Response(new Blob(chunks).stream(), { headers: { 'content-type': 'text/event-stream' } })
}

async function take<Item>(items: AsyncGenerator<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}

describe('call', () => {
  test('fills path and query, sends the bearer and parses the result', async () => {
    const { sent, fetch } = scripted(Response.json({ status: 'ok', more: 1 }))
    const client = createClient({ baseUrl: 'http://host', fetch, token: () => 'secret' })
    expect(await client.call(systemHealth, {})).toEqual({ status: 'ok' })
    expect(sent[0]?.url).toBe('http://host/health')
    expect(sent[0]?.init.headers['authorization'], 'public operations carry no token').toBeUndefined()
  })

  test('sends If-Match and escapes parameters', async () => {
    const { sent, fetch } = scripted(problem(404, 'not_found'))
    const client = createClient({ baseUrl: '', fetch, token: () => 'secret' })
    await expect(
      client.call(agentsUpdate, { params: { id: 'a/b?c' }, body: { role: 'x' }, ifMatch: 7 }),
    ).rejects.toThrow(ProblemError)
    expect(sent[0]?.url).toBe('/api/engine/agents/a%2Fb%3Fc')
    expect(sent[0]?.init.headers).toMatchObject({
      'if-match': '"7"',
      authorization: 'Bearer secret',
      'content-type': 'application/json',
    })
    expect(sent[0]?.init.body).toBe('{"role":"x"}')
  })

  test('signs in anew once and repeats the same intent', async () => {
    const { sent, fetch } = scripted(problem(401, 'unauthenticated'), problem(409, 'conflict'))
    let token = 'old'
    const client = createClient({
      baseUrl: '',
      fetch,
      token: () => token,
      onUnauthenticated: async () => {
        token = 'new'
        return true
      },
    })
    await expect(client.call(agentsKill, { params: { id }, body: {} })).rejects.toMatchObject({ code: 'conflict' })
    expect(sent.map(({ init }) => init.headers['authorization'])).toEqual(['Bearer old', 'Bearer new'])
    expect(sent[0]?.init.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    expect(sent[1]?.init.headers['idempotency-key']).toBe(sent[0]?.init.headers['idempotency-key'])
  })

  test('does not sign in anew for public operations, nor twice', async () => {
    let refreshed = 0
    const onUnauthenticated = async () => {
      refreshed += 1
      return true
    }
    const open = scripted(problem(401, 'unauthenticated'))
    await expect(
      createClient({ baseUrl: '', fetch: open.fetch, onUnauthenticated }).call(authStatus, {}),
    ).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(refreshed).toBe(0)
    const closed = scripted(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'))
    await expect(
      createClient({ baseUrl: '', fetch: closed.fetch, onUnauthenticated }).call(agentsGet, { params: { id } }),
    ).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(refreshed).toBe(1)
  })

  test('tells a refusal, an unreachable engine and a foreign answer apart', async () => {
    const { fetch } = scripted(
      problem(429, 'locked_out', { 'retry-after': '30' }),
      new TypeError('refused'),
      new Response('<html>', { status: 502 }),
      Response.json({ status: 'who' }),
    )
    const client = createClient({ baseUrl: '', fetch })
    await expect(client.call(systemHealth, {})).rejects.toMatchObject({
      code: 'locked_out',
      retryAfter: 30,
      problem: { requestId: 'req_1' },
    })
    await expect(client.call(systemHealth, {})).rejects.toMatchObject({ unreachable: true })
    await expect(client.call(systemHealth, {})).rejects.toMatchObject({ code: 'internal', problem: { status: 502 } })
    await expect(client.call(systemHealth, {}), 'a result outside the contract').rejects.toMatchObject({
      code: 'internal',
    })
  })

  test('leaves an abort as it is', async () => {
    const controller = new AbortController()
    controller.abort()
    const client = createClient({
      baseUrl: '',
      fetch: async () => Promise.reject(new DOMException('stop', 'AbortError')),
    })
    await expect(client.call(systemHealth, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('events', () => {
  const event = (n: number) => `id: ${n}\ndata: {"kind":"agent","id":"${id}","agent":null,"data":null}\n\n`

  test('yields events across chunk borders, and the gap', async () => {
    const whole = event(1) + event(2)
    const { fetch } = scripted(stream(whole.slice(0, 13), whole.slice(13), ': beat\n\n', 'event: gap\ndata:\n\n'))
    const items = await take(createClient({ baseUrl: '', fetch }).events(eventsStream, {}), 4)
    expect(items.map((item) => item.kind)).toEqual(['open', 'event', 'event', 'gap'])
    expect(items[2]).toMatchObject({ id: '2', name: 'message', data: { kind: 'agent', id } })
  })

  test('resumes after a break with the last id, and passes over what it does not know', async () => {
    const { sent, fetch } = scripted(
      stream(event(41), 'id: 42\ndata: {"kind":"newer"}\n\n'),
      new TypeError('refused'),
      stream(event(43)),
    )
    const items: StreamItem<unknown>[] = await take(
      createClient({ baseUrl: '', fetch }).events(eventsStream, {}, { maxWait: 1 }),
      6,
    )
    expect(items.map((item) => item.kind)).toEqual(['open', 'event', 'lost', 'lost', 'open', 'event'])
    expect(items[4]).toEqual({ kind: 'open', resumed: true })
    expect(sent.map(({ init }) => init.headers['last-event-id'])).toEqual([undefined, '42', '42'])
  })

  test('ends at a refusal, at the signal, and at the end when not asked to go on', async () => {
    const refused = scripted(problem(403, 'forbidden'))
    await expect(
      take(createClient({ baseUrl: '', fetch: refused.fetch }).events(eventsStream, {}), 1),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const controller = new AbortController()
    const broken = scripted(stream(event(1)))
    const kinds: string[] = []
    for await (const item of createClient({ baseUrl: '', fetch: broken.fetch }).events(eventsStream, {
      signal: controller.signal,
    })) {
      kinds.push(item.kind)
      if (item.kind === 'lost') controller.abort()
    }
    expect(kinds).toEqual(['open', 'event', 'lost'])
    const once = scripted(stream(event(1)))
    expect(
      await take(createClient({ baseUrl: '', fetch: once.fetch }).events(eventsStream, {}, { reconnect: false }), 9),
    ).toHaveLength(2)
  })
})
