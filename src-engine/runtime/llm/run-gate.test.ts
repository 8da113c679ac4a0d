import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { TOKEN } from '../testing/memory-ports.ts'
import { closeWorlds, hello, world } from '../testing/proxy-world.ts'
import type { Received } from '../testing/upstream-server.ts'

afterEach(closeWorlds)

describe('the limits of a run bind here, whatever the agent keeps to itself', () => {
  const reply = (_: Received, response: ServerResponse): void =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ choices: [], usage: { prompt_tokens: 600, completion_tokens: 400 } }))
  const refusal = { status: 402, code: 'budget_exceeded' }

  test('steps', async () => {
    const { state, upstream, chat } = await world(reply)
    state.limits = { ...state.limits, maxSteps: 2 }
    expect([(await chat(hello)).status, (await chat(hello)).status]).toEqual([200, 200])
    expect(await (await chat(hello)).json()).toMatchObject({ ...refusal, detail: 'The run used all of its 2 steps.' })
    expect(upstream.received).toHaveLength(2)
  })

  test('steps of calls made together', async () => {
    const { state, upstream, chat } = await world(async (request, response) => {
      await sleep(20)
      reply(request, response)
    })
    state.limits = { ...state.limits, maxSteps: 2 }
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await chat(hello)).status))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 402, 402])
    expect(upstream.received).toHaveLength(2)
  })

  test('steps are not used by calls that a provider turned away', async () => {
    let busy = true
    const { state, chat } = await world((request, response) =>
      busy ? void response.writeHead(503).end() : reply(request, response),
    )
    state.limits = { ...state.limits, maxSteps: 1 }
    expect([(await chat(hello)).status, (await chat(hello)).status]).toEqual([503, 503])
    busy = false
    expect([(await chat(hello)).status, (await chat(hello)).status]).toEqual([200, 402])
  })

  test('tokens', async () => {
    const { state, chat } = await world(reply)
    state.limits = { ...state.limits, runTokens: 2_500 }
    expect((await chat(hello)).status).toBe(200)
    expect((await chat({ ...hello, max_tokens: 500 })).status).toBe(200)
    expect(await (await chat(hello)).json()).toMatchObject({
      ...refusal,
      detail: 'What is left of the run’s 2500 tokens does not cover this call.',
    })
    expect((await chat({ ...hello, max_tokens: 300 })).status).toBe(200)
    expect(await (await chat({ ...hello, max_tokens: 1 })).json()).toMatchObject({
      detail: 'The run used all of its 2500 tokens.',
    })
    expect(state.reservations.size).toBe(0)
  })

  test('time', async () => {
    const { state, chat } = await world((request, response) => {
      state.now += 7_000
      reply(request, response)
    })
    state.limits = { ...state.limits, runSeconds: 10 }
    expect([(await chat(hello)).status, (await chat(hello)).status]).toEqual([200, 200])
    expect(await (await chat(hello)).json()).toMatchObject({ detail: 'The run used all of its 10 seconds.' })
  })

  test('and a call belongs to a run that is open', async () => {
    const { state, upstream, chat } = await world(reply)
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const none = await chat(hello, { headers })
    expect([none.status, await none.json()]).toMatchObject([
      400,
      { code: 'invalid_input', errors: [{ in: 'header', pointer: '/x-run-id', detail: 'is required' }] },
    ])
    expect((await chat(hello, { headers: { ...headers, 'x-run-id': 'no run' } })).status).toBe(400)
    state.openRuns.clear()
    expect((await chat(hello)).status).toBe(409)
    expect(upstream.received).toEqual([])
  })
})
