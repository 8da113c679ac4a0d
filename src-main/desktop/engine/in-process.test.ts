import { expect, test } from 'vitest'
import { inProcessPort } from './in-process.ts'

test('a request reaches the engine whole, and with the host it answers to', async () => {
  const port = inProcessPort({
    api: {
      fetch: async (request) =>
        Response.json({
          method: request.method,
          url: request.url,
          host: request.headers.get('host'),
          origin: request.headers.get('origin'),
          body: await request.text(),
        }),
    },
    setupToken: null,
    close: async () => undefined,
  })
  const response = await port.fetch(
    new Request('app://control/api/engine/agents', {
      method: 'POST',
      headers: { origin: 'app://control' },
      body: 'hello',
    }),
  )
  expect(await response.json()).toEqual({
    method: 'POST',
    url: 'app://control/api/engine/agents',
    host: 'control',
    origin: 'app://control',
    body: 'hello',
  })
})

test('what the engine throws is not swallowed', async () => {
  const api = {
    fetch: () => {
      throw new Error('broken')
    },
  }
  const port = inProcessPort({ api, setupToken: null, close: async () => undefined })
  await expect(port.fetch(new Request('app://control/'))).rejects.toThrow('broken')
})
