import { beforeEach, describe, expect, test } from 'vitest'
import { runtimeOperations, type ConfigBundle } from '../contract/runtime.ts'
import { createRuntimeApp } from './app.ts'
import { callerOf } from './testing/caller.ts'
import { createMemoryPorts, RUN, TOKEN, type MemoryState } from './testing/memory-ports.ts'

let state: MemoryState
let app: ReturnType<typeof createRuntimeApp>
let call: ReturnType<typeof callerOf>

beforeEach(() => {
  const memory = createMemoryPorts()
  state = memory.state
  app = createRuntimeApp(memory.ports)
  call = callerOf(app)
})

const bundle: ConfigBundle = {
  rev: 3,
  sha256: 'b'.repeat(64),
  policyRev: 'a'.repeat(64),
  expiresAt: '2026-11-24T00:00:00.000Z',
  agent: { id: 'agt_00000001', name: 'A', role: 'R', instructions: '' },
  model: { id: 'm', maxOutputTokens: 100 },
  tools: [],
  limits: { maxSteps: 1, runSeconds: 1, stepsWithoutProgress: 1 },
}
const event = { key: 'e1', at: '2026-11-23T12:00:00.000Z', run: RUN, type: 'warning', message: 'm' }

const beat = {
  instance: 'ins_00000001',
  rev: 1,
  level: 4,
  busy: false,
  run: null,
  lastProgressAt: null,
  queue: 0,
  spooled: 0,
}

test('every operation of the contract is mounted and asks for a token first, but for those that renew it', async () => {
  for (const operation of runtimeOperations) {
    if (operation.rule.kind === 'public') continue
    const path = operation.path.replace('{id}', 'apr_00000000')
    for (const authorization of [undefined, 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN} x`]) {
      const response = await app.request(path, {
        method: operation.method.toUpperCase(),
        ...(authorization === undefined ? {} : { headers: { authorization } }),
      })
      expect([operation.id, response.status]).toEqual([operation.id, 401])
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    }
  }
  expect((await app.request('/llm/v1/chat/completions', { method: 'POST' })).status).toBe(401)
  expect((await call('GET', '/nothing')).body).toMatchObject({ code: 'not_found' })
})

test('what a browser sends for a page is refused before anything else, with a good token too', async () => {
  for (const [method, path] of [
    ['GET', '/runs'],
    ['POST', '/token/challenge'],
    ['POST', '/llm/v1/chat/completions'],
    ['OPTIONS', '/heartbeat'],
    ['GET', '/nothing'],
  ] as const) {
    const origin = path === '/runs' ? 'null' : 'https://pages.example.com'
    const { status, body } = await call(method, path, undefined, { origin })
    expect([path, status, body['code']]).toEqual([path, 403, 'forbidden'])
  }
})

test('what comes under a name of the web is refused, for a page may have bound one to us; addresses and plain names are not', async () => {
  const host = async (name: string): Promise<number> => (await call('GET', '/runs', undefined, { host: name })).status
  for (const name of ['pages.example.com', 'pages.example.com:4100', 'PAGES.example.', '127.0.0.1.example.com:80'])
    expect([name, await host(name)]).toEqual([name, 403])
  for (const name of [
    '127.0.0.1:4100',
    '172.17.0.1',
    '[::1]:4100',
    '[::ffff:127.0.0.1]:1',
    'control-center',
    'localhost:80',
  ])
    expect([name, await host(name)]).toEqual([name, 200])
})

describe('the token', () => {
  const proof = { instance: 'ins_00000001', challenge: 'challenge for ins_00000001', signature: 'A'.repeat(86) }
  const anybody = async (path: string, body: object): Promise<[number, unknown]> => {
    const headers = { 'content-type': 'application/json' }
    const response = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) })
    return [response.status, await response.json()]
  }

  test('is renewed without one, by a proof', async () => {
    const { instance, challenge } = proof
    expect(await anybody('/token/challenge', { instance })).toEqual([200, { challenge }])
    expect(await anybody('/token', proof)).toEqual([
      200,
      { token: 'a-new-token', expiresAt: '2026-11-24T12:00:00.000Z' },
    ])
    expect(await anybody('/token', { ...proof, challenge: 'another' })).toMatchObject([
      401,
      { code: 'unauthenticated' },
    ])
    expect(await anybody('/token', { ...proof, signature: 'short' })).toMatchObject([
      400,
      { errors: [{ in: 'body', pointer: '/signature' }] },
    ])
  })

  test('and how long it lasts is said with every heartbeat', async () => {
    expect((await call('POST', '/heartbeat', beat)).body).toMatchObject({ tokenSeconds: 3_600 })
  })
})

test('a heartbeat for another instance than its token’s is refused by field', async () => {
  expect(await call('POST', '/heartbeat', { ...beat, instance: 'ins_00000002' })).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer: '/instance' }] },
  })
})

describe('records', () => {
  test('batches are stored once by key', async () => {
    expect((await call('POST', '/events', { events: [event, { ...event, key: 'e2' }] })).body).toEqual({ accepted: 2 })
    expect((await call('POST', '/events', { events: [event, { ...event, key: 'e3' }] })).body).toEqual({ accepted: 1 })
    const turn = { run: RUN, index: 0, at: event.at, role: 'user', text: 'hi' }
    expect((await call('POST', '/conversations', { turns: [turn, { ...turn, index: 1 }] })).body).toEqual({
      accepted: 2,
    })
    expect(state.turns[0]).toMatchObject({ toolCalls: [] })
    expect((await call('POST', '/runs/report', { run: RUN, state: 'running', steps: 1 })).body).toEqual({ accepted: 1 })
    expect(state.reports).toMatchObject([{ reason: '' }])
    expect((await call('GET', '/runs')).body).toEqual({ runs: [{ run: RUN, task: 'Do it.' }] })
  })

  test('usage of an unknown model is booked at the ceiling, never at nothing', async () => {
    await call('POST', '/usage', { key: 'u1', run: RUN, model: 'm', inputTokens: 1_000, outputTokens: 0 })
    expect(state.usage).toMatchObject([{ microUsd: 20_000 }])
  })

  test('config is sent when it is newer than what the agent has', async () => {
    expect((await call('GET', '/config')).status).toBe(404)
    state.bundle = bundle
    expect((await call('GET', '/config?rev=2')).body).toEqual(bundle)
    expect((await call('GET', '/config?rev=3')).status).toBe(304)
    const tag = `"${bundle.sha256}"`
    const ifNot = async (tags: string): Promise<[number, string | null]> => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'if-none-match': tags }
      const response = await app.request('/config?rev=2', { headers })
      return [response.status, response.headers.get('etag')]
    }
    expect(await ifNot(tag)).toEqual([304, tag])
    expect(await ifNot(`"other", W/${tag}`)).toEqual([304, tag])
    expect(await ifNot('*')).toEqual([304, tag])
    expect(await ifNot('"other"')).toEqual([200, tag])
  })
})

describe('bad input is refused by name and stores nothing', () => {
  const decide = { run: RUN, call: 'c', tool: 'write', args: { path: 'a', content: 'b' } }
  const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`
  test.each<[string, string, unknown, number, string]>([
    ['no JSON', '/tools/decide', '{"run":', 400, ''],
    ['wrong type', '/tools/decide', { ...decide, tool: 5 }, 400, '/tool'],
    ['missing field', '/tools/decide', { ...decide, run: undefined }, 400, '/run'],
    ['unknown field', '/tools/decide', { ...decide, extra: 1 }, 400, '/extra'],
    ['NUL in an argument', '/tools/decide', { ...decide, args: { path: 'a\u0000', content: '' } }, 400, '/args/path'],
    ['lone surrogate', '/tools/decide', { ...decide, args: { path: '\ud800', content: '' } }, 400, '/args/path'],
    ['lone surrogate in a key', '/tools/decide', { ...decide, args: { '\udc00': 1 } }, 400, '/args'],
    ['inexact integer', '/tools/decide', { ...decide, args: { path: 2 ** 60 } }, 400, '/args/path'],
    ['deep nesting', '/tools/decide', `{"run":"${RUN}","call":"c","tool":"write","args":{"x":${deep}}}`, 400, '/args'],
    ['very deep nesting', '/events', `{"events":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 400, '/events'],
    ['NUL in an event', '/events', { events: [{ ...event, data: { x: ['\u0000'] } }] }, 400, '/events/0/data/x/0'],
    ['foreign identifier', '/runs/report', { run: '../../etc', state: 'running', steps: 0 }, 400, '/run'],
    ['fetch of a file', '/fetch', { decisionId: 'dec_00000000', url: 'file:///etc/passwd' }, 400, '/url'],
  ])('%s', async (_, path, body, status, pointer) => {
    const answer = await call('POST', path, body)
    expect(answer).toMatchObject({
      status,
      body: {
        code: 'invalid_input',
        errors: expect.arrayContaining([expect.objectContaining({ in: 'body', pointer })]),
      },
    })
    expect([state.decisions.size, state.events.length, state.reports.length, state.logged.length]).toEqual([0, 0, 0, 0])
  })

  test('size, type and parameters', async () => {
    expect(
      (
        await call('POST', '/events', `"${'x'.repeat(10 * 1024 * 1024)}"`, {
          'content-length': String(10 * 1024 * 1024 + 2),
        })
      ).status,
    ).toBe(413)
    expect((await call('POST', '/events', `"${'x'.repeat(5 * 1024 * 1024)}"`)).status).toBe(413)
    expect((await call('POST', '/events', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await call('GET', '/approvals/nope%00')).body).toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'params', pointer: '/id' }],
    })
    expect((await call('GET', '/config?wait=99')).body).toMatchObject({ errors: [{ in: 'query', pointer: '/wait' }] })
  })
})
