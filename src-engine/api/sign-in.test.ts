import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultLimits } from './index.ts'
import { type HandClock, createHandClock } from './testing/hand-clock.ts'
import { SETUP_TOKEN, type TestApiOptions } from './testing/open-test-api.ts'
import { type HttpAnswer, type HttpSending, type ServedApi, serveTestApi } from './testing/serve.ts'

const PASSWORD = 'a long enough password'
const EMAIL = 'owner@homeland.test'
const grantSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  user: z.object({ id: z.string() }),
})
type Grant = z.output<typeof grantSchema>

let clock: HandClock
let served: ServedApi
async function open(options: TestApiOptions = {}): Promise<void> {
  clock = createHandClock()
  served = await serveTestApi({ clock, ...options })
}
beforeEach(() => open())
afterEach(() => served.dispose())

const post = (path: string, sending: HttpSending = {}): Promise<HttpAnswer> => served.http('POST', path, sending)
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

function setUp(token: string | null, email = EMAIL): Promise<HttpAnswer> {
  const body = { organization: 'Homeland', name: 'The owner', email, password: PASSWORD, client: 'token' }
  return post('/auth/setup', { body, headers: token === null ? {} : { authorization: `Setup ${token}` } })
}
function logIn(email: string, password: string, client: 'token' | 'browser' = 'token'): Promise<HttpAnswer> {
  return post('/auth/login', { body: { email, password, client } })
}
function grantOf(answer: HttpAnswer): Grant {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return grantSchema.parse(answer.json())
}
function refresh(token: string): Promise<HttpAnswer> {
  return post('/auth/refresh', { body: { refreshToken: token } })
}
async function me(token: string): Promise<number> {
  return (await served.http('GET', '/auth/me', { headers: bearer(token) })).status
}

describe('first run', () => {
  test('needs the printed token, and the token dies with it', async () => {
    expect((await setUp(null)).status).toBe(401)
    expect((await setUp('another-token')).status).toBe(401)
    expect((await setUp(`${SETUP_TOKEN}x`)).status).toBe(401)
    const made = await setUp(SETUP_TOKEN)
    expect(made.status).toBe(201)
    expect(made.json()).toMatchObject({
      grant: { user: { role: 'owner', email: EMAIL } },
      recoveryKey: expect.any(String),
    })
    expect((await setUp(SETUP_TOKEN, 'second@homeland.test')).status).toBe(401)
    await served.api.restart()
    expect((await setUp(SETUP_TOKEN, 'third@homeland.test')).status).toBe(401)
    expect((await served.http('GET', '/auth/status')).json()).toMatchObject({ setUp: true })
  })

  test('of two at once one makes the owner', async () => {
    const answers = await Promise.all(
      ['a@homeland.test', 'b@homeland.test', 'c@homeland.test'].map((email) => setUp(SETUP_TOKEN, email)),
    )
    // One that arrives when the owner is made meets a token that died with it.
    const [made, ...refused] = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(made).toBe(201)
    for (const status of refused) expect([401, 409]).toContain(status)
    expect(served.api.services.store.organizations()).toHaveLength(1)
  })
})

describe('signed in', () => {
  beforeEach(async () => {
    await setUp(SETUP_TOKEN)
  })

  test('only by our own names: a page that rebinds its name to us is refused', async () => {
    for (const path of ['/auth/status', '/health', '/openapi.json', '/api/engine/agents']) {
      for (const host of ['evil.test', `evil.test:${served.host.split(':')[1]}`, '127.0.0.1', 'localhost.evil.test']) {
        const answer = await served.http('GET', path, { headers: { host } })
        expect([path, host, answer.status]).toEqual([path, host, 403])
      }
      expect((await served.http('GET', path, { headers: { origin: 'http://evil.test' } })).status).toBe(403)
      expect((await served.http('GET', path, { headers: { origin: 'null' } })).status).toBe(403)
    }
    expect((await served.http('GET', '/auth/status', { headers: { origin: `http://${served.host}` } })).status).toBe(
      200,
    )
    const crossSite = await post('/auth/login', {
      headers: { origin: 'http://evil.test' },
      body: { email: EMAIL, password: PASSWORD, client: 'browser' },
    })
    expect([crossSite.status, crossSite.cookies]).toEqual([403, []])
  })

  test('an access token lives ten minutes', async () => {
    const { accessToken } = grantOf(await logIn(EMAIL, PASSWORD))
    clock.advance(599_000)
    expect(await me(accessToken)).toBe(200)
    clock.advance(2_000)
    expect(await me(accessToken)).toBe(401)
    expect(await me('not-a-token')).toBe(401)
  })

  test('a refresh token works once; used again it ends the whole session', async () => {
    const first = grantOf(await logIn(EMAIL, PASSWORD))
    const second = grantOf(await refresh(first.refreshToken ?? ''))
    expect(second.refreshToken).not.toBe(first.refreshToken)
    const other = grantOf(await logIn(EMAIL, PASSWORD))
    expect(await me(second.accessToken)).toBe(200)

    expect((await refresh(first.refreshToken ?? '')).status).toBe(401)
    expect(await me(second.accessToken)).toBe(401)
    expect(await me(first.accessToken)).toBe(401)
    expect((await refresh(second.refreshToken ?? '')).status).toBe(401)
    expect(await me(other.accessToken)).toBe(200)
    const audit = await served.http('GET', '/api/audit?action=auth.refresh&outcome=refused', {
      headers: bearer(other.accessToken),
    })
    expect(audit.json()).toMatchObject({ total: 1 })
  })

  test('of a refresh token used twice at once one is answered, and the session is over', async () => {
    const { refreshToken } = grantOf(await logIn(EMAIL, PASSWORD))
    const answers = await Promise.all([refresh(refreshToken ?? ''), refresh(refreshToken ?? '')])
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '401'])
    const won = answers.find(({ status }) => status === 200)
    expect(won && (await me(grantOf(won).accessToken))).toBe(401)
  })

  test('sessions outlive a restart, their access tokens do not; after thirty idle days they are over', async () => {
    const { accessToken, refreshToken } = grantOf(await logIn(EMAIL, PASSWORD))
    await served.api.restart()
    expect(await me(accessToken)).toBe(401)
    const next = grantOf(await refresh(refreshToken ?? ''))
    clock.advance(31 * 86_400_000)
    expect((await refresh(next.refreshToken ?? '')).status).toBe(401)
  })

  test('logging out revokes at once', async () => {
    const { accessToken, refreshToken } = grantOf(await logIn(EMAIL, PASSWORD))
    expect((await post('/auth/logout', { headers: bearer(accessToken) })).status).toBe(204)
    expect(await me(accessToken)).toBe(401)
    expect((await refresh(refreshToken ?? '')).status).toBe(401)
  })

  test('nobody ends a session that is not theirs', async () => {
    const owner = grantOf(await logIn(EMAIL, PASSWORD))
    await post('/api/users', {
      headers: bearer(owner.accessToken),
      body: { name: 'Ada', email: 'ada@homeland.test', role: 'admin', password: PASSWORD },
    })
    const ada = grantOf(await logIn('ada@homeland.test', PASSWORD))
    const [session] = served.api.services.sessions.of(owner.user.id)
    const end = (token: string): Promise<HttpAnswer> =>
      served.http('DELETE', `/auth/sessions/${session?.id}`, { headers: bearer(token) })
    expect((await end(ada.accessToken)).status).toBe(404)
    expect((await end(owner.accessToken)).status).toBe(204)
  })

  test('a new password ends the other sessions and none else; the old one is no good any more', async () => {
    const here = grantOf(await logIn(EMAIL, PASSWORD))
    const elsewhere = grantOf(await logIn(EMAIL, PASSWORD))
    const change = (current: string): Promise<HttpAnswer> =>
      post('/auth/password', { headers: bearer(here.accessToken), body: { current, next: 'another long password' } })
    const refused = await change('not the password')
    expect([refused.status, refused.json()]).toMatchObject([400, { errors: [{ in: 'body', pointer: '/current' }] }])
    expect(await me(elsewhere.accessToken)).toBe(200)
    expect((await change(PASSWORD)).status).toBe(204)
    expect([await me(here.accessToken), await me(elsewhere.accessToken)]).toEqual([200, 401])
    expect((await refresh(elsewhere.refreshToken ?? '')).status).toBe(401)
    expect((await logIn(EMAIL, PASSWORD)).status).toBe(401)
    expect((await logIn(EMAIL, 'another long password')).status).toBe(200)
  })
})

describe('a browser', () => {
  const pair = (answer: HttpAnswer): string => answer.cookies[0]?.split(';')[0] ?? ''

  test('has its refresh token in a cookie that scripts and other sites cannot use', async () => {
    await setUp(SETUP_TOKEN)
    const answer = await logIn(EMAIL, PASSWORD, 'browser')
    expect(grantOf(answer).refreshToken).toBeNull()
    const [cookie = '', ...more] = answer.cookies
    expect(more).toEqual([])
    expect(cookie.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=2592000',
      'Path=/auth',
      'SameSite=Strict',
    ])
    expect(answer.text).not.toContain(pair(answer).split('=')[1])

    const withoutHeader = await post('/auth/refresh', { body: {}, headers: { cookie: pair(answer) } })
    expect([withoutHeader.status, withoutHeader.cookies]).toEqual([403, []])
    const refreshed = await post('/auth/refresh', { body: {}, headers: { cookie: pair(answer), 'x-csrf': '1' } })
    expect(grantOf(refreshed).refreshToken).toBeNull()
    expect(pair(refreshed)).not.toBe(pair(answer))

    const out = await post('/auth/logout', {
      headers: { ...bearer(grantOf(refreshed).accessToken), cookie: pair(refreshed) },
    })
    expect(out.cookies[0]).toMatch(/^control_refresh=; Max-Age=0; Path=\/auth/)
    expect(
      (await post('/auth/refresh', { body: {}, headers: { cookie: pair(refreshed), 'x-csrf': '1' } })).status,
    ).toBe(401)
  })

  test('over https the cookie is Secure', async () => {
    await served.dispose()
    await open({ config: { secure: true } })
    await setUp(SETUP_TOKEN)
    expect((await logIn(EMAIL, PASSWORD, 'browser')).cookies[0]?.split('; ')).toContain('Secure')
  })
})

describe('guessing', () => {
  test('five mistakes are free, then each costs twice the wait of the one before, up to a quarter of an hour', async () => {
    await setUp(SETUP_TOKEN)
    for (const email of [EMAIL, 'nobody@homeland.test']) {
      for (let mistake = 1; mistake <= 5; mistake += 1) expect((await logIn(email, 'wrong')).status).toBe(401)
      for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
        expect((await logIn(email, 'wrong')).status).toBe(401)
        const locked = await logIn(email, email === EMAIL ? PASSWORD : 'wrong')
        expect([locked.status, locked.headers['retry-after']]).toEqual([429, String(seconds)])
        clock.advance(seconds * 1_000 - 1)
        expect((await logIn(email, 'wrong')).status).toBe(429)
        clock.advance(1)
      }
    }
    expect((await logIn(EMAIL, PASSWORD)).status).toBe(200)
    expect((await logIn(EMAIL, 'wrong')).status).toBe(401)
    expect((await logIn(EMAIL, PASSWORD)).status).toBe(200)
  })

  test('a stolen access token does not let anybody guess the password faster', async () => {
    await setUp(SETUP_TOKEN)
    const { accessToken } = grantOf(await logIn(EMAIL, PASSWORD))
    const guess = (current: string): Promise<HttpAnswer> =>
      post('/auth/password', { headers: bearer(accessToken), body: { current, next: 'another long password' } })
    for (let mistake = 1; mistake <= 6; mistake += 1) expect((await guess('wrong')).status).toBe(400)
    expect((await guess(PASSWORD)).status).toBe(429)
    clock.advance(1_000)
    expect((await guess(PASSWORD)).status).toBe(204)
  })

  test('a locked account stays locked after a restart', async () => {
    await setUp(SETUP_TOKEN)
    for (let mistake = 1; mistake <= 8; mistake += 1) {
      await logIn(EMAIL, 'wrong')
      clock.advance(4_000)
    }
    expect((await logIn(EMAIL, 'wrong')).status).toBe(401)
    await served.api.restart()
    expect((await logIn(EMAIL, PASSWORD)).status).toBe(429)
  })

  test('an address signs in so often a minute and no more', async () => {
    await served.dispose()
    await open({ config: { limits: { ...defaultLimits, signInsPerMinute: 3 } } })
    await setUp(SETUP_TOKEN)
    expect([(await logIn(EMAIL, 'wrong')).status, (await logIn(EMAIL, 'wrong')).status]).toEqual([401, 401])
    const limited = await logIn(EMAIL, PASSWORD)
    expect([limited.status, Number(limited.headers['retry-after'])]).toEqual([429, expect.any(Number)])
    expect((await served.http('GET', '/auth/status')).status, 'a page that is loaded again signs nobody in').toBe(200)
  })
})

test('somebody unknown, disabled or wrong: the same work, the same words', async () => {
  const asked: (string | null)[] = []
  await served.dispose()
  await open({
    around: (services) => ({
      ...services,
      passwords: {
        hash: services.passwords.hash,
        verify(verifier, password) {
          asked.push(verifier && 'a verifier')
          return services.passwords.verify(verifier, password)
        },
      },
    }),
  })
  await setUp(SETUP_TOKEN)
  const owner = grantOf(await logIn(EMAIL, PASSWORD))
  const made = await post('/api/users', {
    headers: bearer(owner.accessToken),
    body: { name: 'Ada', email: 'ada@homeland.test', role: 'viewer', password: PASSWORD },
  })
  const { id } = z.object({ id: z.string() }).parse(made.json())
  await served.http('PATCH', `/api/users/${id}`, { headers: bearer(owner.accessToken), body: { disabled: true } })
  asked.length = 0
  const answers = [
    await logIn(EMAIL, 'wrong'),
    await logIn('nobody@homeland.test', 'wrong'),
    await logIn('ada@homeland.test', PASSWORD),
  ]
  expect(asked).toEqual(['a verifier', null, null])
  const words = z.object({ status: z.literal(401), detail: z.string() })
  expect(new Set(answers.map((answer) => words.parse(answer.json()).detail)).size).toBe(1)
})
