import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../contract/index.ts'
import { openTestApi, type TestApi, HOST } from './testing/open-test-api.ts'
import { type Answer, sendRaw } from './testing/send.ts'
import { type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let folder: string
let broken: TestApi
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-surface-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>The dashboard</title>')
  await writeFile(join(folder, 'reference.js'), 'globalThis.reference = true')
  api = await openTestApi({ config: { dashboard: folder, docsScript: join(folder, 'reference.js') } })
  world = await makeWorld(api)
  broken = await openTestApi({
    around: (services) => ({
      ...services,
      budgets: {
        ...services.budgets,
        get days(): never {
          throw new Error('a secret path /home/somebody and SELECT * FROM users')
        },
      },
    }),
  })
})
afterAll(async () => {
  await api.dispose()
  await broken.dispose()
  await rm(folder, { recursive: true })
})

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return sendRaw(api, `http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } })
}
async function signedIn(): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await world.token(world.ours.people.owner)}` }
}

describe('every answer', () => {
  const answers: Record<string, () => Promise<Answer>> = {
    'a document': async () => ask('GET', '/api/settings', await signedIn()),
    'nothing new': async () => {
      const headers = await signedIn()
      const { headers: known } = await ask('GET', '/api/settings', headers)
      return ask('GET', '/api/settings', { ...headers, 'if-none-match': known.get('etag') ?? '' })
    },
    'a stream': async () => ask('GET', '/api/engine/events', await signedIn()),
    'an export': async () => ask('GET', '/api/audit/export', await signedIn()),
    'a refusal': () => ask('GET', '/api/settings'),
    'bad input': async () => ask('GET', '/api/engine/agents?limit=x', await signedIn()),
    'a foreign host': () => ask('GET', '/health', { host: 'evil.test' }),
    'a foreign host of a page': () => ask('GET', '/dashboard/', { host: 'evil.test' }),
    'nothing there': () => ask('GET', '/nothing/here'),
    'another method': () => ask('DELETE', '/api/engine/agents'),
    'the document of the API': () => ask('GET', '/openapi.json'),
    'the docs': () => ask('GET', '/docs'),
    'the dashboard': () => ask('GET', '/dashboard/agents/agt_1'),
    'the way to the dashboard': () => ask('GET', '/'),
    'a preflight of another site': () =>
      ask('OPTIONS', '/api/settings', { origin: 'http://evil.test', 'access-control-request-method': 'PATCH' }),
  }
  test.each(Object.keys(answers))('carries the security headers: %s', async (name) => {
    const { headers } = (await answers[name]?.()) ?? { headers: new Headers() }
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    })
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*(unsafe|\*|http)/)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull()
  })

  test('of the API is kept by nobody and names its request', async () => {
    const headers = await signedIn()
    for (const path of ['/api/settings', '/api/engine/agents?limit=x', '/api/engine/agents/agt_00000000']) {
      const answer = await ask('GET', path, { ...headers, 'x-request-id': 'request-from-a-client' })
      expect([answer.headers.get('cache-control'), answer.headers.get('x-request-id')]).toEqual([
        'no-store',
        'request-from-a-client',
      ])
    }
    const made = await ask('GET', '/api/settings', { ...headers, 'x-request-id': 'x\ty'.replace('\t', ' ') })
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('problems', () => {
  test('have one shape, whatever went wrong', async () => {
    const headers = await signedIn()
    const cases: [Promise<Answer>, number, string][] = [
      [ask('GET', '/api/settings'), 401, 'unauthenticated'],
      [ask('GET', '/health', { host: 'evil.test' }), 403, 'forbidden'],
      [ask('GET', '/docs', { origin: 'http://evil.test' }), 403, 'forbidden'],
      [ask('GET', '/api/engine/agents/agt_00000000', headers), 404, 'not_found'],
      [ask('GET', '/api/engine/agents/nonsense', headers), 400, 'invalid_input'],
      [ask('GET', '/nothing/here'), 404, 'not_found'],
      [ask('PUT', '/api/settings', headers), 405, 'method_not_allowed'],
      [ask('POST', '/api/engine/agents', headers), 415, 'unsupported_media_type'],
    ]
    for (const [sent, status, code] of cases) {
      const answer = await sent
      const problem = answer.problem()
      expect(problem).toMatchObject({ status, code, type: `/problems/${code}`, title: code.replaceAll('_', ' ') })
      expect(answer.status).toBe(status)
      expect(problem.detail.length).toBeGreaterThan(5)
      expect(problem.requestId).toBeTruthy()
      if (answer.headers.has('x-request-id')) expect(answer.headers.get('x-request-id')).toBe(problem.requestId)
      if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('of our own making tell nothing of the inside', async () => {
    const there = await makeWorld(broken)
    const answer = await sendRaw(broken, `http://${HOST}/api/stats`, {
      headers: { host: HOST, authorization: `Bearer ${await there.token(there.ours.people.owner)}` },
    })
    expect(answer.problem()).toMatchObject({
      status: 500,
      code: 'internal',
      detail: expect.stringContaining(answer.headers.get('x-request-id') ?? 'no id'),
    })
    expect(answer.text).not.toMatch(/SELECT|\/home|Error:|\.ts/)
  })
})

describe('another method than a path takes', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  const byPath = new Map<string, string[]>()
  for (const { method, path } of operations) byPath.set(path, [...(byPath.get(path) ?? []), method.toUpperCase()])

  test('is refused, and those it takes are named', async () => {
    const headers = await signedIn()
    for (const [path, taken] of byPath) {
      const address = path.replaceAll(/\{\w+\}/g, 'agt_00000000')
      // `/targets/detect` is also an address of `/targets/{id}`.
      const also = [...byPath]
        .filter(([other]) => other !== path && new RegExp(`^${other.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address))
        .flatMap(([, more]) => more)
      const allowed = new Set([...taken, ...also])
      for (const method of methods.filter((one) => !allowed.has(one))) {
        const answer = await ask(method, address, headers)
        const named = (answer.headers.get('allow') ?? '').split(', ')
        expect([method, path, answer.status, named.toSorted()]).toEqual([method, path, 405, [...allowed].toSorted()])
      }
    }
  })
})

describe('the docs', () => {
  test('read without a network: every script, style and link is ours', async () => {
    const page = (await ask('GET', '/docs')).text
    const addresses = [...page.matchAll(/(?:src|href|data-url|action)="([^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses).toEqual(['/openapi.json', '/docs/reference.js'])
    expect(page).not.toMatch(/https?:|\/\/[a-z]/)
    for (const address of addresses) expect((await ask('GET', address)).status).toBe(200)
    expect((await ask('GET', '/docs/reference.js')).headers.get('content-type')).toMatch(/^text\/javascript/)
  })
})

test('an asset that is not there is not found and kept by nobody', async () => {
  for (const path of ['/dashboard/assets/nope.js', '/dashboard/assets/..%2f..%2fcontrol.db']) {
    const { status, headers } = await ask('GET', path)
    expect([status, headers.get('cache-control')?.includes('immutable') ?? false]).toEqual([404, false])
  }
})

test('a file beside the dashboard cannot be reached', async () => {
  for (const path of [
    '/dashboard/../control.db',
    '/dashboard/..%2f..%2fetc%2fpasswd',
    '/dashboard/%2e%2e/%2e%2e/etc/passwd',
    '/dashboard//etc/passwd',
    '/docs/..%2fcontrol.db',
  ]) {
    expect((await ask('GET', path)).text).not.toMatch(/root:|SQLite/)
  }
})
