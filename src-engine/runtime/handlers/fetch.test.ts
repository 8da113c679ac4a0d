import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { profileSchema } from '../../contract/permissions.ts'
import { createRuntimeApp } from '../app.ts'
import { callerOf, type Answer } from '../testing/caller.ts'
import { createMemoryPorts, OTHER_TOKEN, RUN, type MemoryState } from '../testing/memory-ports.ts'
import { startUpstream, type Upstream } from '../testing/upstream-server.ts'
import { isPublicAddress } from '../web/public-address.ts'

let upstream: Upstream
let state: MemoryState
let app: ReturnType<typeof createRuntimeApp>
let call: ReturnType<typeof callerOf>
let names: Record<string, string[]>

beforeEach(async () => {
  upstream = await startUpstream(async ({ path }, response) => {
    const at = (host: string): string => `http://${host}:${upstream.port}`
    if (path === '/page')
      response
        .writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' })
        .end(Buffer.from('Gr\xfc\xdfe\0', 'latin1'))
    else if (path === '/hop') response.writeHead(302, { location: `${at('www.site.test')}/page#part` }).end()
    else if (path === '/to-evil') response.writeHead(302, { location: `${at('evil.test')}/page` }).end()
    else if (path === '/to-private') response.writeHead(307, { location: `${at('inside.site.test')}/page` }).end()
    else if (path === '/to-metadata')
      response.writeHead(301, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    else if (path === '/to-file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (path === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else if (path === '/big') response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(3 * 1024 * 1024))
    else if (path === '/binary') response.writeHead(200, { 'content-type': 'image/png' }).end('png')
    else if (path === '/cut') {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' }).write('part')
      await sleep(20)
      response.destroy()
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"no":"page"}')
  })
  names = {
    'site.test': ['127.0.0.1'],
    'www.site.test': ['127.0.0.1'],
    'evil.test': ['127.0.0.1'],
    'inside.site.test': ['10.0.0.1'],
    'both.site.test': ['127.0.0.1', '192.168.0.1'],
  }
  const memory = createMemoryPorts({
    hosts: {
      lookup: async (name) => {
        const addresses = names[name]
        if (addresses === undefined) throw new Error('ENOTFOUND')
        return addresses.map((address) => ({ address, family: 4 }))
      },
      // The test's server has to stand somewhere; everything else is judged as in earnest.
      isPublic: (address) => address === '127.0.0.1' || isPublicAddress(address),
    },
  })
  state = memory.state
  state.profile = profileSchema.parse({
    otherwise: 'allow',
    allowedHosts: ['site.test', '*.site.test', '169.254.169.254'],
  })
  app = createRuntimeApp(memory.ports)
  call = callerOf(app)
})
afterEach(() => upstream.close())

function url(path: string, host = 'site.test'): string {
  return `http://${host}:${upstream.port}${path}`
}
async function decisionFor(target: string, name = `c${target}`.slice(0, 100)): Promise<string> {
  const { body } = await call('POST', '/tools/decide', {
    run: RUN,
    call: name,
    tool: 'web_fetch',
    args: { url: target },
  })
  return String(body['decisionId'])
}
async function get(target: string): Promise<Answer> {
  return call('POST', '/fetch', { decisionId: await decisionFor(target), url: target })
}

test('fetches the page of an allowed call, over redirects, as text', async () => {
  const { status, body } = await get(url('/hop'))
  expect(status).toBe(200)
  expect(body).toEqual({
    url: url('/page', 'www.site.test'),
    status: 200,
    contentType: 'text/html; charset=iso-8859-1',
    text: 'Grüße\ufffd',
    truncated: false,
  })
  expect(upstream.received.map(({ headers }) => headers.host)).toEqual([
    `site.test:${upstream.port}`,
    `www.site.test:${upstream.port}`,
  ])
  for (const { headers } of upstream.received) expect(headers).not.toHaveProperty('authorization')
})

test('a page that says no is still a page, a long one is cut', async () => {
  expect((await get(url('/nowhere'))).body).toMatchObject({ status: 404, text: '{"no":"page"}' })
  const { body } = await get(url('/big'))
  expect(body['truncated']).toBe(true)
  expect(String(body['text'])).toHaveLength(1024 * 1024)
})

test.each([
  ['/to-evil', 403, 'evil.test'],
  ['/to-private', 403, 'not on the public internet'],
  ['/to-metadata', 403, 'not on the public internet'],
  ['/to-file', 403, 'does not allow'],
  ['/loop', 502, 'more than 5 times'],
  ['/binary', 415, 'not text'],
  ['/cut', 502, 'cannot be reached'],
])('%s is refused with a sentence', async (path, status, words) => {
  expect(await get(url(path))).toMatchObject({ status, body: { detail: expect.stringContaining(words) } })
})

test('a name with one private address is refused whole, an unknown one too', async () => {
  expect(await get(url('/page', 'both.site.test'))).toMatchObject({ status: 403 })
  expect(await get(url('/page', 'gone.site.test'))).toMatchObject({
    status: 502,
    body: { detail: 'The name gone.site.test cannot be resolved.' },
  })
  expect(upstream.received).toEqual([])
})

test('the address that was checked is the one that is called', async () => {
  const target = url('/page')
  const decisionId = await decisionFor(target)
  let lookups = 0
  names = new Proxy(names, {
    get: (_, name) => (name === 'site.test' ? (lookups++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']) : undefined),
  })
  expect((await call('POST', '/fetch', { decisionId, url: target })).status).toBe(200)
  expect(lookups).toBe(1)
})

test('needs a decision that allowed exactly this URL, now, for this agent, once', async () => {
  const target = url('/page')
  const refused = async (decisionId: string, wanted = target, caller = call): Promise<unknown> =>
    (await caller('POST', '/fetch', { decisionId, url: wanted })).status
  expect(await refused('dec_0000000000')).toBe(409)
  expect(await refused(await decisionFor(target), url('/page?x'))).toBe(409)
  expect(await refused(await decisionFor(target), target, callerOf(app, OTHER_TOKEN))).toBe(409)
  const { body } = await call('POST', '/tools/decide', { run: RUN, call: 'c', tool: 'read', args: { path: target } })
  expect(await refused(String(body['decisionId']))).toBe(409)
  const late = await decisionFor(target)
  state.now += 60_000
  expect(await refused(late)).toBe(409)
  expect(state.incidents.map(({ kind }) => kind)).toEqual(Array(5).fill('fetch-without-decision'))
  expect(upstream.received).toEqual([])
  const good = await decisionFor(target)
  expect([await refused(good), await refused(good)]).toEqual([200, 409])
})

test('a profile narrowed since, or a held agent, fetches nothing', async () => {
  const target = url('/page')
  const decisionId = await decisionFor(target)
  state.profile = profileSchema.parse({ otherwise: 'allow', allowedHosts: ['other.test'] })
  expect((await call('POST', '/fetch', { decisionId, url: target })).status).toBe(403)
  state.hold = { kind: 'stopped', reason: 'Stopped.' }
  expect(await call('POST', '/fetch', { decisionId, url: target })).toMatchObject({
    status: 403,
    body: { detail: 'Stopped.' },
  })
})

test('nothing is fetched for a run that has ended, also not again', async () => {
  const target = url('/page')
  const [fetched, unused] = [
    { decisionId: await decisionFor(target), url: target },
    { decisionId: await decisionFor(target, 'c2'), url: target },
  ]
  expect((await call('POST', '/fetch', fetched, { 'idempotency-key': 'k' })).status).toBe(200)
  state.openRuns.clear()
  for (const body of [fetched, unused])
    expect(await call('POST', '/fetch', body, { 'idempotency-key': 'k' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('run') },
    })
  expect(state.incidents).toEqual([])
  expect(upstream.received).toHaveLength(1)
})

test('a retry with the same key gets the same page', async () => {
  const target = url('/page')
  const body = { decisionId: await decisionFor(target), url: target }
  const [first, again] = [
    await call('POST', '/fetch', body, { 'idempotency-key': 'k' }),
    await call('POST', '/fetch', body, { 'idempotency-key': 'k' }),
  ]
  expect(again).toEqual(first)
  expect(upstream.received).toHaveLength(1)
})
