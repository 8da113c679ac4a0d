import { expect, test } from 'vitest'
import { referenceTools } from '../contract/reference-tools.ts'
import { createRuntimeApp } from '../runtime/index.ts'
import { createMemoryPorts, RUN, TOKEN } from '../runtime/testing/memory-ports.ts'
import { createRehearsal, REHEARSAL_MODEL } from './index.ts'

const body = {
  stream: true,
  messages: [{ role: 'user', content: 'Say hello.' }],
  tools: referenceTools.map(({ id }) => ({ type: 'function', function: { name: id } })),
}

function world(
  chunkMs: number,
): ReturnType<typeof createMemoryPorts> & { chat: (signal?: AbortSignal) => Promise<Response> } {
  const memory = createMemoryPorts({ rehearsal: createRehearsal({ chunkMs }) })
  memory.state.model = {
    kind: 'rehearsal',
    baseUrl: null,
    model: REHEARSAL_MODEL,
    apiKey: null,
    price: { inputMicroUsd: 0, outputMicroUsd: 0, ceilingMicroUsd: 1 },
    maxOutputTokens: 500,
  }
  memory.state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd: null, tokens: 2_000 } }]
  const app = createRuntimeApp(memory.ports)
  return {
    ...memory,
    chat: async (signal) =>
      app.request('/llm/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'x-run-id': RUN },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
  }
}

test('the rehearsal is metered, budgeted and stopped like any model', async () => {
  const { state, chat } = world(0)
  const text = await (await chat()).text()
  expect(text).toContain('"name":"list"')
  expect(state.usage).toMatchObject([{ model: 'rehearsal', microUsd: 0, estimated: false }])
  let status = 200
  for (let tries = 0; tries < 50 && status === 200; tries++) {
    const response = await chat()
    status = response.status
    await response.text()
  }
  expect(status).toBe(402)
})

test('leaving a slow rehearsal ends and settles it', async () => {
  const { state, chat } = world(50)
  const reader = (await chat()).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(state.usage).toMatchObject([{ estimated: true }])
  expect(state.reservations.size).toBe(0)
})
