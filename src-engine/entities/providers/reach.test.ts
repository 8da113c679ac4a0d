import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { providersCreate, providersDetect, providersTest } from '../../contract/providers.ts'
import { secretsCreate, secretsReplace } from '../../contract/secrets.ts'
import type { Clock } from '../../kernel/ports.ts'
import { createSecret } from '../secrets/create.ts'
import { replaceSecret } from '../secrets/replace.ts'
import { vaultName } from '../secrets/vault-name.ts'
import { filesHolding } from '../testing/holds-bytes.ts'
import { silence } from '../testing/scripted-fetch.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { createProvider } from './create.ts'
import { detectProviders } from './detect.ts'
import { resolveProvider } from './index.ts'
import { testProvider } from './test-provider.ts'

const KEY = 'sk-canary-41d7'
const BASE = 'https://models.example.com/v1'

let monotonic = 0
const clock: Clock = { now: () => Date.now(), monotonic: () => monotonic }
let house: TestContext
let ours: TestOrganization
beforeEach(async () => {
  monotonic = 0
  house = await openTestContext({}, clock)
  ours = await house.found('Ours')
})
afterEach(() => house.dispose())

async function withKey(
  kind: 'openai-compatible' | 'anthropic',
  baseUrl: string | null = BASE,
  value = KEY,
): Promise<{ id: string; secret: string }> {
  const { id: secret } = await call(secretsCreate, createSecret, ours.as('admin'), {
    body: { name: `Key ${house.vault.values.size}`, value },
  })
  const { id } = await call(providersCreate, createProvider, ours.as('admin'), {
    body: { name: `Provider ${house.vault.values.size}`, kind, endpoint: { baseUrl, secret } },
  })
  return { id, secret }
}
const models = (...ids: string[]): Response =>
  Response.json({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })
function uses(secret: string): number {
  return house.services.store.audit.page(ours.org, { action: 'secrets.use', target: secret }, null, 100).items.length
}
const asked = (id: string): Promise<{ ok: boolean; detail: string; models: string[] }> =>
  call(providersTest, testProvider, ours.as('admin'), { params: { id } })

test('the test sends the stored key as a bearer token and audits that it was used', async () => {
  const { id, secret } = await withKey('openai-compatible', `${BASE}/`)
  house.network.answer(`${BASE}/models`, () => models('large', 'small'))
  expect(await asked(id)).toMatchObject({ ok: true, models: ['large', 'small'] })
  expect(house.network.sent[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
  expect(house.network.sent[0]?.redirect).toBe('manual')
  expect(uses(secret)).toBe(1)
})

test('Anthropic gets its own headers at its own address', async () => {
  const { id } = await withKey('anthropic', null)
  house.network.answer('https://api.anthropic.com/v1/models?limit=1000', () => models('claude'))
  expect(await asked(id)).toMatchObject({ ok: true, models: ['claude'] })
  const headers = house.network.sent[0]?.headers
  expect([headers?.get('x-api-key'), headers?.get('anthropic-version'), headers?.get('authorization')]).toEqual([
    KEY,
    '2023-06-01',
    null,
  ])
})

test.each([
  ['refused', () => new Response(`bad key ${KEY}`, { status: 401 }), 'refuses the key (401)'],
  ['absent', () => new Response('', { status: 404 }), 'no list of models (404)'],
  [
    'moved',
    () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    'elsewhere (302)',
  ],
  ['broken', () => new Response(KEY, { status: 500 }), 'error 500'],
  ['a web page', () => new Response('<html>'), 'not with a list of models'],
  ['endless', () => new Response('x'.repeat(5_000_000)), 'not with a list of models'],
  [
    'down',
    (): Response => {
      throw new TypeError(`connect ECONNREFUSED with ${KEY}`)
    },
    'Nothing could be reached',
  ],
])('a provider that is %s is told apart in a sentence without the key', async (_what, respond, sentence) => {
  const { id } = await withKey('openai-compatible')
  house.network.answer(`${BASE}/models`, respond)
  const result = await asked(id)
  expect(result).toMatchObject({ ok: false, detail: expect.stringContaining(sentence), models: [] })
  expect(JSON.stringify(result)).not.toContain(KEY)
  expect(house.network.sent).toHaveLength(1)
  expect(filesHolding(house.disk.directory, KEY)).toEqual([])
})

test('a key that would break the request is never handed to the HTTP client', async () => {
  const { id, secret } = await withKey('openai-compatible', BASE, `${KEY}\n`)
  expect(await asked(id)).toMatchObject({ ok: false, detail: expect.stringContaining('line break') })
  await expect(resolveProvider(house.services, ours.org, id)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(house.network.sent).toEqual([])
  await call(secretsReplace, replaceSecret, ours.as('admin'), { params: { id: secret }, body: { value: KEY } })
  expect((await resolveProvider(house.services, ours.org, id)).apiKey?.reveal()).toBe(KEY)
})

test('a locked vault and a key this machine does not hold are told apart', async () => {
  const { id, secret } = await withKey('openai-compatible')
  house.vault.setState('locked')
  await expect(asked(id)).rejects.toMatchObject({ code: 'vault_locked' })
  await expect(resolveProvider(house.services, ours.org, id)).rejects.toMatchObject({ code: 'vault_locked' })
  house.vault.setState('unlocked')
  house.vault.values.delete(vaultName(secret))
  expect(await asked(id)).toMatchObject({ ok: false, detail: expect.stringContaining('does not hold') })
  await expect(resolveProvider(house.services, ours.org, id)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  await expect(resolveProvider(house.services, ours.org, 'prv_00000000')).rejects.toMatchObject({
    code: 'dependency_unavailable',
  })
})

test('model calls audit the use of a key once an hour, and its own for each secret', async () => {
  const { id, secret } = await withKey('openai-compatible')
  const resolved = await Promise.all(Array.from({ length: 20 }, () => resolveProvider(house.services, ours.org, id)))
  expect(resolved[7]).toMatchObject({ kind: 'openai-compatible', baseUrl: BASE })
  expect(JSON.stringify(resolved)).not.toContain(KEY)
  monotonic = 3_599_000
  await resolveProvider(house.services, ours.org, id)
  expect(uses(secret)).toBe(1)
  monotonic = 3_600_000
  await resolveProvider(house.services, ours.org, id)
  expect(uses(secret)).toBe(2)
  const other = await withKey('anthropic', null)
  await resolveProvider(house.services, ours.org, other.id)
  expect(uses(other.secret)).toBe(1)
})

test('a use that cannot be audited does not happen', async () => {
  const { id, secret } = await withKey('openai-compatible')
  const store = { ...house.services.store, transaction: () => Promise.reject(new Error('disk')) }
  await expect(resolveProvider({ ...house.services, store }, ours.org, id)).rejects.toThrow('disk')
  await expect(resolveProvider({ ...house.services, store }, ours.org, id)).rejects.toThrow('disk')
  await resolveProvider(house.services, ours.org, id)
  expect(uses(secret)).toBe(1)
})

test('the rehearsal needs no network and no key', async () => {
  const { id } = await call(providersCreate, createProvider, ours.as('admin'), {
    body: { name: 'Play', kind: 'rehearsal', models: [{ id: 'script' }] },
  })
  expect(await asked(id)).toMatchObject({ ok: true, models: ['script'] })
  expect(await resolveProvider(house.services, ours.org, id)).toEqual({
    kind: 'rehearsal',
    baseUrl: null,
    apiKey: null,
  })
  expect(house.network.sent).toEqual([])
})

test('servers on this machine are found, and one that hangs costs half a second', async () => {
  house.network.answer('http://127.0.0.1:11434/v1/models', () => models('llama3.2'))
  house.network.answer('http://127.0.0.1:1234/v1/models', silence)
  const started = performance.now()
  expect(await call(providersDetect, detectProviders, ours.as('admin'))).toEqual({
    items: [{ name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['llama3.2'] }],
  })
  expect(performance.now() - started).toBeLessThan(1_500)
  await expect(call(providersDetect, detectProviders, ours.as('member'))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(
    call(providersTest, testProvider, ours.as('member'), { params: { id: 'prv_00000000' } }),
  ).rejects.toMatchObject({ code: 'forbidden' })
})

test('against a real server the real client sends the key there and nowhere else', async () => {
  const seen: string[] = []
  const elsewhere = createServer((request, response) => {
    seen.push(`elsewhere ${String(request.headers['x-api-key'])}`)
    response.end('{}')
  })
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  const away = elsewhere.address()
  const server = createServer((request, response) => {
    seen.push(`here ${String(request.headers['x-api-key'])}`)
    response
      .writeHead(307, { location: `http://127.0.0.1:${typeof away === 'object' ? away?.port : 0}/v1/models` })
      .end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    const { id } = await withKey('anthropic', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`)
    const ctx = ours.as('admin', { fetch: (url, init) => fetch(url, init) })
    expect(await call(providersTest, testProvider, ctx, { params: { id } })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('elsewhere (307)'),
    })
    expect(seen).toEqual([`here ${KEY}`])
  } finally {
    server.close()
    elsewhere.close()
  }
})
