import type { ServerResponse } from 'node:http'
import { serve } from '@hono/node-server'
import { Secret } from '../../kernel/secret.ts'
import { createRuntimeApp } from '../app.ts'
import { createMemoryPorts, RUN, TOKEN, type MemoryState } from './memory-ports.ts'
import { startUpstream, type Received, type Upstream } from './upstream-server.ts'

/** The provider key of a world. */
export const KEY = 'sk-canary-0123456789abcdef'
const closers: (() => Promise<void>)[] = []

/** Closes what the test opened; for `afterEach`. */
export async function closeWorlds(): Promise<void> {
  for (const close of closers.splice(0)) await close()
}

/** A runtime on a socket, with an agent whose model is a provider that a test plays. */
export interface World {
  readonly state: MemoryState
  readonly upstream: Upstream
  /** Posts to the proxy over a real socket. */
  chat(body: object, init?: RequestInit): Promise<Response>
}

export async function world(
  answer: (request: Received, response: ServerResponse) => void | Promise<void>,
): Promise<World> {
  const upstream = await startUpstream(answer)
  const { ports, state } = createMemoryPorts()
  state.model = {
    kind: 'openai-compatible',
    baseUrl: `http://127.0.0.1:${upstream.port}/v1/`,
    model: 'configured-model',
    apiKey: new Secret(KEY),
    price: { inputMicroUsd: 1_000_000, outputMicroUsd: 2_000_000, ceilingMicroUsd: 50_000_000 },
    maxOutputTokens: 1_000,
  }
  state.caps = [{ id: 'bud_1', label: 'The agent’s', cap: { period: 'day', microUsd: 1_000_000, tokens: null } }]
  const ready = Promise.withResolvers<number>()
  const server = serve({ fetch: createRuntimeApp(ports).fetch, hostname: '127.0.0.1', port: 0 }, (info) =>
    ready.resolve(info.port),
  )
  const port = await ready.promise
  closers.push(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
    await upstream.close()
  })
  return {
    state,
    upstream,
    chat: (body, init = {}) =>
      fetch(`http://127.0.0.1:${port}/llm/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'x-run-id': RUN },
        body: JSON.stringify(body),
        ...init,
      }),
  }
}

export const hello = { model: 'what-the-agent-would-like', messages: [{ role: 'user', content: 'Hello' }] }
export const streaming = { ...hello, stream: true }
export const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
export const said = (content: string): string => data({ choices: [{ index: 0, delta: { content } }] })
export const sse = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
