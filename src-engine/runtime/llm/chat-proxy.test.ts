import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { Secret } from '../../kernel/secret.ts'
import { RUN, TOKEN, type MemoryState } from '../testing/memory-ports.ts'
import { closeWorlds, data, hello, KEY, said, sse, streaming, world } from '../testing/proxy-world.ts'
import type { Received, Upstream } from '../testing/upstream-server.ts'

afterEach(closeWorlds)

const sent = (upstream: Upstream): unknown => JSON.parse(upstream.received[0]?.body ?? 'null')
const spent = (state: MemoryState): unknown => Object.values(state.ledger)

describe('a stream', () => {
  test('passes byte for byte, with our model and key, and is settled on the provider’s usage before it ends', async () => {
    const body = `: keep-alive\n\n${said('Grüße')}${data({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } })}data: [DONE]\n\n`
    const { state, upstream, chat } = await world(async (_, response) => {
      sse(response)
      const bytes = Buffer.from(body)
      // Cut in the middle of a two-byte character and of a line.
      for (const part of [bytes.subarray(0, 58), bytes.subarray(58, 60), bytes.subarray(60)]) {
        response.write(part)
        await sleep(5)
      }
      response.end()
    })
    const response = await chat(streaming)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(await response.text()).toBe(body)
    expect(state.usage).toEqual([
      {
        run: RUN,
        model: 'configured-model',
        inputTokens: 11,
        outputTokens: 7,
        microUsd: 25,
        estimated: false,
        milliseconds: 0,
      },
    ])
    expect(spent(state)).toEqual([{ spent: { microUsd: 25, tokens: 18 }, reserved: { microUsd: 0, tokens: 0 } }])
    expect(upstream.received[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
    })
    expect(upstream.received[0]?.body).not.toContain(TOKEN)
    expect(sent(upstream)).toEqual({
      ...streaming,
      model: 'configured-model',
      max_tokens: 1_000,
      stream_options: { include_usage: true },
    })
  })

  test.each([
    ['no usage', ''],
    ['a usage of nothing', data({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } })],
  ])('with %s is settled on our own count, tool calls included', async (_, tail) => {
    const call = data({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name: 'write', arguments: '{"a":1}' } }] } }],
    })
    const { state, chat } = await world(
      (_request, response) => void sse(response).end(`${said('x'.repeat(300))}${call}${tail}data: [DONE]\n\n`),
    )
    await (await chat(streaming)).text()
    const [usage] = state.usage
    expect(usage).toMatchObject({ estimated: true })
    expect(usage?.outputTokens).toBeGreaterThan(110)
    expect(usage?.inputTokens).toBeGreaterThan(30)
    expect(state.reservations.size).toBe(0)
  })

  test('ends at the provider when the agent goes away, and what was used is booked', async () => {
    const { state, upstream, chat } = await world(async (_, response) => {
      sse(response)
      while (!response.destroyed) {
        response.write(said('word '.repeat(30)))
        await sleep(5)
      }
    })
    const leave = new AbortController()
    const response = await chat(streaming, { signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    await upstream.left
    await vi.waitFor(() => expect(state.usage).toMatchObject([{ estimated: true }]))
    expect(state.usage[0]?.outputTokens).toBeGreaterThanOrEqual(50)
    expect(state.reservations.size).toBe(0)
  })

  test('that is left after an early word about usage is settled on the greater of it and our count', async () => {
    const early = data({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } })
    const { state, upstream, chat } = await world(
      (_, response) => void sse(response).write(early + said('w'.repeat(300))),
    )
    const leave = new AbortController()
    const response = await chat(streaming, { signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    await upstream.left
    await vi.waitFor(() => expect(state.usage).toMatchObject([{ outputTokens: 100, estimated: true }]))
    expect(state.usage[0]?.inputTokens).toBeGreaterThan(30)
  })

  test('that is left between its last word and its end is settled on what the provider says', async () => {
    const usage = data({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } })
    const { state, chat } = await world(
      (_, response) => void sse(response).write(`${said('Hi')}${usage}data: [DONE]\n\n`),
    )
    const leave = new AbortController()
    const response = await chat(streaming, { signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    await vi.waitFor(() => expect(state.usage).toMatchObject([{ inputTokens: 11, outputTokens: 7, estimated: false }]))
  })

  test('that breaks off ends with an error event, settled on what was said', async () => {
    const { state, chat } = await world(async (_, response) => {
      sse(response).write(said('y'.repeat(30)))
      await sleep(20)
      response.destroy()
    })
    const text = await (await chat(streaming)).text()
    expect(text.startsWith(said('y'.repeat(30)))).toBe(true)
    expect(text).toContain('"code":"dependency_unavailable"')
    expect(text).not.toContain('[DONE]')
    expect(state.usage).toMatchObject([{ outputTokens: 10, estimated: true }])
  })

  test('goes without stream options to a provider that does not know them', async () => {
    const { state, upstream, chat } = await world(({ body }, response) => {
      if (body.includes('stream_options'))
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end('{"error":{"message":"Unrecognized argument: stream_options"}}')
      else sse(response).end(`${said('ok')}data: [DONE]\n\n`)
    })
    expect((await chat(streaming)).status).toBe(200)
    expect(upstream.received).toHaveLength(2)
    await vi.waitFor(() => expect(state.usage).toHaveLength(1))
  })

  test('arrives as it is made, not at the end', async () => {
    const release = Promise.withResolvers<void>()
    const { chat } = await world(async (_, response) => {
      sse(response).write(said('first'))
      await release.promise
      response.end(said('last'))
    })
    const reader = (await chat(streaming)).body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(said('first'))
    release.resolve()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(said('last'))
  })
})

describe('budget', () => {
  const whole = { choices: [{ message: { content: 'Hi' } }], usage: { prompt_tokens: 10, completion_tokens: 5 } }
  const reply = (_: Received, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole))

  test('a whole answer is settled too', async () => {
    const { state, chat } = await world(reply)
    expect(await (await chat(hello)).json()).toEqual(whole)
    expect(state.usage).toMatchObject([{ inputTokens: 10, outputTokens: 5, microUsd: 20, estimated: false }])
  })

  test('a call that does not fit is refused before the provider hears of it', async () => {
    const { state, upstream, chat } = await world(reply)
    state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd: 2_000, tokens: null } }]
    const response = await chat(hello)
    expect(response.status).toBe(402)
    expect(await response.json()).toMatchObject({
      code: 'budget_exceeded',
      detail: expect.stringContaining('The agent’s budget'),
    })
    expect(upstream.received).toEqual([])
    expect((await chat({ ...hello, max_tokens: 10 })).status).toBe(200)
  })

  test('an agent cannot ask for more than its configuration allows, nor for several choices', async () => {
    const { upstream, chat } = await world(reply)
    await chat({ ...hello, max_completion_tokens: 1_000_000 })
    expect(sent(upstream)).toMatchObject({ max_tokens: 1_000 })
    expect(sent(upstream)).not.toHaveProperty('max_completion_tokens')
    const many = await chat({ ...hello, n: 5 })
    expect([many.status, await many.json()]).toMatchObject([400, { errors: [{ pointer: '/n' }] }])
  })

  test('calls made together cannot share the last of it', async () => {
    const { state, chat } = await world(async (request, response) => {
      await sleep(20)
      reply(request, response)
    })
    state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd: 5_000, tokens: null } }]
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await chat(hello)).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
    expect(statuses.filter((status) => status === 402)).toHaveLength(2)
  })

  test('an unknown price reserves and books the ceiling', async () => {
    const { state, chat } = await world(reply)
    if (state.model !== null)
      state.model = {
        ...state.model,
        price: { inputMicroUsd: null, outputMicroUsd: null, ceilingMicroUsd: 50_000_000 },
      }
    await chat(hello)
    expect(state.usage).toMatchObject([{ microUsd: 15 * 50 }])
  })
})

describe('trouble', () => {
  const problem = z.object({ status: z.number(), code: z.string(), detail: z.string() })
  test.each([
    [529, '{"error":{"message":"overloaded"}}', 503, 'dependency_unavailable'],
    [401, `{"error":{"message":"Incorrect API key provided: ${KEY}"}}`, 503, 'dependency_unavailable'],
    [429, '{"error":"slow down"}', 429, 'rate_limited'],
    [404, `{"message":"no such model for key ${KEY.slice(0, 12)}***"}`, 400, 'invalid_input'],
    [503, '<html>', 503, 'dependency_unavailable'],
    [302, '', 503, 'dependency_unavailable'],
  ])('a provider’s %d becomes a problem, costs nothing and keeps the key', async (status, body, expected, code) => {
    const { state, chat } = await world(
      (_, response) =>
        void response.writeHead(status, { 'retry-after': '7', location: 'http://127.0.0.1:1/' }).end(body),
    )
    const response = await chat(streaming)
    const text = await response.text()
    expect(problem.parse(JSON.parse(text))).toMatchObject({ status: expected, code })
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '7' : null)
    expect(text + state.logged.join()).not.toContain('sk-canary')
    expect(state.usage).toEqual([])
    expect(spent(state)).toEqual([{ spent: { microUsd: 0, tokens: 0 }, reserved: { microUsd: 0, tokens: 0 } }])
  })

  test('a key of any shape is cut out of what a provider says', async () => {
    const key = 'p4ss.of-a+proxy'
    const { state, chat } = await world(
      (_, response) => void response.writeHead(500).end(JSON.stringify({ error: `${key} is not ${key}` })),
    )
    if (state.model !== null) state.model = { ...state.model, apiKey: new Secret(key) }
    expect(problem.parse(await (await chat(hello)).json()).detail).toBe(
      'The model provider failed with 500: [secret] is not [secret]',
    )
  })

  test('a provider that is not there, a missing model and a run that is over each have a sentence', async () => {
    const { state, upstream, chat } = await world((_, response) => void response.end())
    await upstream.close()
    expect(problem.parse(await (await chat(hello)).json())).toMatchObject({
      code: 'dependency_unavailable',
      detail: expect.stringContaining('does not answer'),
    })
    state.model = null
    expect(problem.parse(await (await chat(hello)).json())).toMatchObject({ code: 'conflict' })
    state.openRuns.clear()
    expect(problem.parse(await (await chat(hello)).json())).toMatchObject({ detail: expect.stringContaining('run') })
    expect(state.reservations.size).toBe(0)
  })

  test('a held agent gets no model; a pause asks it to come back', async () => {
    const { state, upstream, chat } = await world((_, response) => void response.end())
    state.hold = { kind: 'paused', reason: 'Paused by Ada.' }
    const paused = await chat(hello)
    expect([paused.status, paused.headers.get('retry-after')]).toEqual([503, '5'])
    state.hold = { kind: 'killed', reason: 'Killed by Ada.' }
    expect((await chat(hello)).status).toBe(403)
    expect(upstream.received).toEqual([])
  })

  test('what is no chat request is named', async () => {
    const { chat } = await world((_, response) => void response.end())
    for (const [body, pointer] of [
      [{}, '/messages'],
      [{ messages: [] }, '/messages'],
      [{ messages: [{ role: 5 }] }, '/messages/0/role'],
      [{ ...hello, max_tokens: -1 }, '/max_tokens'],
      [{ ...hello, models: ['dearer/model'] }, '/models'],
      [{ ...hello, web_search_options: {} }, '/web_search_options'],
      [{ ...hello, service_tier: 'priority' }, '/service_tier'],
      [{ ...hello, tools: [{ type: 'web_search' }] }, '/tools/0/type'],
    ] as const) {
      expect(await (await chat(body)).json()).toMatchObject({ code: 'invalid_input', errors: [{ pointer }] })
    }
  })
})
