import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SETUP_TOKEN } from './testing/open-test-api.ts'
import { type HttpAnswer, type HttpSending, type ServedApi, serveTestApi } from './testing/serve.ts'

const OURS = 'https://ops.northwind.example'
const OTHER = 'https://evil.example'
const PASSWORD = 'a long enough password'
const EMAIL = 'owner@homeland.test'
const grantSchema = z.object({ accessToken: z.string(), refreshToken: z.string().nullable() })

let served: ServedApi
beforeEach(async () => {
  served = await serveTestApi({ config: { allowedOrigins: new Set([OURS]) } })
  const body = { organization: 'Homeland', name: 'The owner', email: EMAIL, password: PASSWORD, client: 'token' }
  expect((await send('POST', '/auth/setup', { body, headers: { authorization: `Setup ${SETUP_TOKEN}` } })).status).toBe(
    201,
  )
})
afterEach(() => served.dispose())

const send = (method: string, path: string, sending: HttpSending = {}): Promise<HttpAnswer> =>
  served.http(method, path, sending)
const from = (origin: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  origin,
  ...more,
})
const preflight = (origin: string, path: string, more: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> =>
  send('OPTIONS', path, {
    headers: from(origin, {
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type,if-match',
      ...more,
    }),
  })
function corsHeadersOf({ headers }: HttpAnswer): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('access-control-'))
}
async function logIn(origin: string | null, client?: string): Promise<HttpAnswer> {
  const body = { email: EMAIL, password: PASSWORD, ...(client === undefined ? {} : { client }) }
  return send('POST', '/auth/login', { body, headers: origin === null ? {} : from(origin) })
}

test('a page that is allowed: preflight answered, then called with a bearer token, and it may read our headers', async () => {
  const asked = await preflight(OURS, '/api/engine/agents/agt_1')
  expect(asked.status).toBe(204)
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': OURS,
    'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
    'access-control-allow-headers': expect.stringMatching(/\bauthorization\b.*\bif-match\b.*\bidempotency-key\b/),
    vary: expect.stringContaining('Origin'),
  })
  expect(asked.headers).not.toHaveProperty('access-control-allow-credentials')

  const { accessToken } = grantSchema.parse((await logIn(OURS, 'token')).json())
  const headers = from(OURS, { authorization: `Bearer ${accessToken}` })
  const answer = await send('GET', '/api/settings', { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': OURS,
    'access-control-expose-headers': 'etag,location,x-request-id,retry-after',
    etag: expect.any(String),
    'x-content-type-options': 'nosniff',
  })
  const refused = await send('GET', '/api/settings', { headers: from(OURS) })
  expect([refused.status, refused.headers['access-control-allow-origin']], 'it can read why').toEqual([401, OURS])
})

test('any other page is refused as ever, preflight too', async () => {
  for (const origin of [OTHER, `${OURS}.evil.example`, OURS.replace('https', 'http'), 'null']) {
    const asked = await preflight(origin, '/api/settings')
    expect([origin, asked.status, corsHeadersOf(asked)]).toEqual([origin, 405, []])
    const called = await send('GET', '/api/settings', { headers: from(origin) })
    expect([origin, called.status, corsHeadersOf(called)]).toEqual([origin, 403, []])
  }
})

test('it is allowed the API alone, and only at our own names', async () => {
  for (const path of ['/openapi.json', '/docs', '/dashboard/', '/']) {
    const answer = await send('GET', path, { headers: from(OURS) })
    expect([path, answer.status, corsHeadersOf(answer)]).toEqual([path, 403, []])
  }
  const rebound = await preflight(OURS, '/api/settings', { host: 'evil.example' })
  expect([rebound.status, corsHeadersOf(rebound)]).toEqual([403, []])
})

test('no cookie is set for it, and none of it is read', async () => {
  for (const client of ['browser', 'token', undefined]) {
    const answer = await logIn(OURS, client)
    expect([client, answer.status, answer.cookies]).toEqual([client, 200, []])
    expect(grantSchema.parse(answer.json()).refreshToken, 'it keeps the token itself').not.toBeNull()
  }
  const ours = await logIn(null, 'browser')
  const [cookie = ''] = ours.cookies.map((line) => line.split(';')[0] ?? '')
  expect(cookie).toContain('control_refresh=')
  const withCookie = { cookie, 'x-csrf': '1' }
  const foreign = await send('POST', '/auth/refresh', { body: {}, headers: from(OURS, withCookie) })
  expect([foreign.status, foreign.cookies]).toEqual([401, []])
  const own = await send('POST', '/auth/refresh', { body: {}, headers: withCookie })
  expect(own.status, 'the session of our own page goes on').toBe(200)

  const { accessToken } = grantSchema.parse((await logIn(OURS)).json())
  const out = await send('POST', '/auth/logout', { headers: from(OURS, { authorization: `Bearer ${accessToken}` }) })
  expect([out.status, out.cookies]).toEqual([204, []])
})

test('where no page is allowed there is no such thing', async () => {
  await served.dispose()
  served = await serveTestApi()
  const asked = await preflight(OURS, '/api/settings')
  expect([asked.status, corsHeadersOf(asked)]).toEqual([405, []])
  expect((await send('GET', '/auth/status', { headers: from(OURS) })).status).toBe(403)
})
