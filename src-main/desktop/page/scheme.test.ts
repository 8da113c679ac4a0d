import { expect, test, vi } from 'vitest'
import { problemSchema } from '../../../src-engine/contract/problem.ts'
import { inProcessPort } from '../engine/in-process.ts'
import { remotePort } from '../engine/remote.ts'
import { declareScheme, servePage } from './scheme.ts'

function served(fetch: (request: Request) => Promise<Response>) {
  let handler: (request: Request) => Promise<Response> = () => Promise.reject(new Error('nothing was registered'))
  const log = vi.fn()
  const engine = inProcessPort({ api: { fetch }, setupToken: null, close: async () => undefined })
  const origin = servePage({
    protocol: {
      registerSchemesAsPrivileged: vi.fn(),
      handle: (scheme, given) => {
        expect(scheme).toBe('app')
        handler = given
      },
    },
    engine,
    log,
  })
  return { origin, log, ask: (url: string) => handler(new Request(url)) }
}

test('the scheme is standard and secure and gets no way around CORS or CSP', () => {
  const registerSchemesAsPrivileged = vi.fn()
  declareScheme({ registerSchemesAsPrivileged })
  expect(registerSchemesAsPrivileged).toHaveBeenCalledExactlyOnceWith([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
})

test('the page and its calls go to the engine, with the answer’s own headers', async () => {
  const { origin, ask } = served(async (request) =>
    Response.json({ saw: request.url }, { headers: { 'content-security-policy': "default-src 'none'" } }),
  )
  expect(origin).toBe('app://control')
  const response = await ask('app://control/api/engine/agents?limit=1')
  expect(await response.json()).toEqual({ saw: 'app://control/api/engine/agents?limit=1' })
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'")
})

test('another host of the scheme has nothing', async () => {
  const fetch = vi.fn()
  expect((await served(fetch).ask('app://other/dashboard/')).status).toBe(404)
  expect(fetch).not.toHaveBeenCalled()
})

test('an engine that does not answer is a problem the page can show', async () => {
  const { ask, log } = served(() => Promise.reject(new Error('connect ECONNREFUSED')))
  const response = await ask('app://control/api/engine/agents')
  expect(response.status).toBe(503)
  expect(problemSchema.parse(await response.json()).detail).toContain('restart the app')
  expect(log).toHaveBeenCalledWith(expect.stringContaining('ECONNREFUSED'))
})

test('without protocol.handle a remote engine is shown at its own address, an engine in process not at all', () => {
  const protocol = { registerSchemesAsPrivileged: vi.fn() }
  const remote = remotePort({ engine: { url: 'http://127.0.0.1:7', token: null }, host: null, send: fetch })
  expect(servePage({ protocol, engine: remote, log: vi.fn() })).toBe('http://127.0.0.1:7')
  const local = inProcessPort({
    api: { fetch: async () => new Response() },
    setupToken: null,
    close: async () => undefined,
  })
  expect(() => servePage({ protocol, engine: local, log: vi.fn() })).toThrow('--engine=remote')
})
