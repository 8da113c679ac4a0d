import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answers } from './answers.ts'
import { remotePort } from './remote.ts'

let server: Server
let url = ''
let got: { method?: string | undefined; path?: string | undefined; headers: IncomingHttpHeaders; body: string }
let streamClosed: Promise<void>

beforeEach(async () => {
  let closed = () => {}
  streamClosed = new Promise((resolve) => {
    closed = resolve
  })
  server = createServer((request, response) => void answer(request, response, closed))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : ''
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function answer(request: IncomingMessage, response: ServerResponse, closed: () => void): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  got = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }
  if (request.url === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: one\n\n')
    response.on('close', closed)
    return
  }
  if (request.url === '/away') {
    response.writeHead(302, { location: 'https://example.com/' }).end()
    return
  }
  const packed = String(request.headers['accept-encoding']).includes('gzip')
  if (packed) response.setHeader('content-encoding', 'gzip')
  response.writeHead(request.url === '/health' ? 200 : 201).end(packed ? gzipSync('answer') : 'answer')
}

const port = () =>
  remotePort({ engine: { url, token: 't' }, host: null, send: (address, init) => fetch(address, init) })

test('a request of our page goes on with its body, as one of the engine’s own origin', async () => {
  const response = await port().fetch(
    new Request('app://control/api/engine/agents?limit=5', {
      method: 'POST',
      headers: { origin: 'app://control', authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"a":1}',
    }),
  )
  expect(got).toMatchObject({ method: 'POST', path: '/api/engine/agents?limit=5', body: '{"a":1}' })
  expect(got.headers).toMatchObject({ origin: url, authorization: 'Bearer x', host: new URL(url).host })
  expect(response.status).toBe(201)
  expect(await response.text(), 'readable although fetch unpacks').toBe('answer')
  expect(response.headers.get('content-encoding')).toBeNull()
})

test('a foreign origin stays foreign', async () => {
  await port().fetch(new Request('app://control/x', { method: 'POST', headers: { origin: 'https://evil.example' } }))
  expect(got.headers['origin']).toBe('https://evil.example')
})

test('a redirect is handed to the window, whose guards judge it', async () => {
  const response = await port().fetch(new Request('app://control/away'))
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('https://example.com/')
})

test('a stream arrives as it comes, and ends at the engine when the page leaves it', async () => {
  const response = await port().fetch(new Request('app://control/stream'))
  const reader = response.body?.getReader()
  const first = await reader?.read()
  expect(new TextDecoder().decode(first?.value)).toBe('data: one\n\n')
  await reader?.cancel()
  await streamClosed
})

test('knows whether an engine answers', async () => {
  expect(await answers(url)).toBe(true)
  expect(await answers('http://127.0.0.1:1')).toBe(false)
})
