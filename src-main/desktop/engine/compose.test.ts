import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventsStream } from '../../../src-engine/contract/activity.ts'
import { authLogin, authSetup, authStatus } from '../../../src-engine/contract/auth.ts'
import { createClient } from '../../../src-engine/contract/client.ts'
import { servePage } from '../page/scheme.ts'
import { composeEngine } from './compose.ts'
import { inProcessPort } from './in-process.ts'
import type { EnginePort } from './port.ts'

// The real engine behind app://, as the window has it, without the window.
let data = ''
let port: EnginePort
let ask: (request: Request) => Promise<Response>
let token: string | null = null
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'in-process-'))
  const engine = await composeEngine({
    data,
    version: '0.0.0',
    root: data,
    unpackedRoot: data,
    node: process.execPath,
    vault: 'file',
  })
  port = inProcessPort(engine)
  const protocol = {
    registerSchemesAsPrivileged: () => undefined,
    handle: (_scheme: string, handler: typeof ask) => {
      ask = handler
    },
  }
  servePage({ protocol, engine: port, log: () => undefined })
})
afterAll(async () => {
  await port.close()
  rmSync(data, { recursive: true })
})

/** As the page's client: calls go to the page's own origin, which Chromium names in each request. */
const client = createClient({
  baseUrl: 'app://control',
  fetch: (url, init) => ask(new Request(url, { ...init, headers: { ...init.headers, origin: 'app://control' } })),
  token: () => token,
})

const owner = { email: 'ada@example.com', password: 'a long enough passphrase' }

test('the first owner is made with the token that came with the port, and signs in without cookies', async () => {
  expect(await client.call(authStatus, {})).toMatchObject({ setUp: false })
  const made = await client.call(authSetup, {
    body: { ...owner, organization: 'Analytical Engines', name: 'Ada', client: 'token' },
    headers: { authorization: `Setup ${port.setupToken}` },
  })
  expect(made.grant.refreshToken).not.toBeNull()
  const grant = await client.call(authLogin, { body: { ...owner, client: 'token' } })
  token = grant.accessToken
})

test('events stream through the scheme, and end when the page leaves them', async () => {
  const leave = new AbortController()
  const kinds: string[] = []
  for await (const item of client.events(eventsStream, { signal: leave.signal })) {
    kinds.push(item.kind)
    leave.abort()
  }
  expect(kinds[0]).toBe('open')
})

test('another origin is refused, as on the network', async () => {
  const response = await ask(new Request('app://control/auth/status', { headers: { origin: 'https://evil.example' } }))
  expect(response.status).toBe(403)
})
