import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeWorlds, hello, sse, streaming, world } from '../testing/proxy-world.ts'

afterEach(closeWorlds)

describe('a call that was sent and has no end is booked in full', () => {
  const full = { outputTokens: 1_000, estimated: true }
  test.each([
    ['a stream', streaming, () => undefined],
    ['a whole answer', hello, () => undefined],
    [
      'a stream that has only begun',
      streaming,
      (response: ServerResponse): void => {
        sse(response).flushHeaders()
      },
    ],
    [
      'a whole answer that is half there',
      hello,
      (response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[{"message":{'),
    ],
  ])('%s: the agent leaves', async (_, body, begin) => {
    const { state, upstream, chat } = await world((_request, response) => begin(response))
    const leave = new AbortController()
    const answer = chat(body, { signal: leave.signal }).catch(() => null)
    await vi.waitFor(() => expect(upstream.received).toHaveLength(1))
    await sleep(20)
    leave.abort()
    await answer
    await upstream.left
    await vi.waitFor(() => expect(state.usage).toMatchObject([full]))
    expect(state.usage[0]?.inputTokens).toBeGreaterThan(0)
    expect(state.reservations.size).toBe(0)
  })

  test('repeated, it comes to the cap', async () => {
    const { state, upstream, chat } = await world(() => undefined)
    state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd: 5_000, tokens: null } }]
    for (const calls of [1, 2]) {
      const leave = new AbortController()
      const answer = chat(hello, { signal: leave.signal }).catch(() => null)
      await vi.waitFor(() => expect(upstream.received).toHaveLength(calls))
      leave.abort()
      await answer
      await vi.waitFor(() => expect(state.usage).toHaveLength(calls))
    }
    expect((await chat(hello)).status).toBe(402)
  })

  test.each([
    ['reset', (response: ServerResponse) => void response.destroy()],
    ['500', (response: ServerResponse) => void response.writeHead(500).end()],
    ['502 of a gateway', (response: ServerResponse) => void response.writeHead(502).end()],
    [
      'answer that breaks off',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' }).write('{')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ])('a %s', async (_, end) => {
    const { state, chat } = await world((_request, response) => end(response))
    expect((await chat(hello)).status).toBe(503)
    expect(state.usage).toMatchObject([full])
    expect(state.reservations.size).toBe(0)
  })
})
