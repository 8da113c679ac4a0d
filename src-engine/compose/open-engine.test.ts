import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultLimits } from '../api/index.ts'
import { filesHolding } from '../entities/testing/holds-bytes.ts'
import { silentLogger } from '../store/testing/open-test-store.ts'
import { type Engine, openEngine } from './open-engine.ts'

const HOST = 'control.test'
const PASSWORD = 'a long enough password'
const EMAIL = 'owner@homeland.test'
const root = join(import.meta.dirname, '..', '..')

let directory: string
let engine: Engine
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'control-engine-'))
  engine = await open()
})
afterEach(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

function open(): Promise<Engine> {
  return openEngine(
    {
      directory,
      version: '0.0.0-test',
      vault: { prefer: 'file', passphraseFile: null },
      api: {
        hosts: new Set([HOST]),
        origins: new Set([`http://${HOST}`]),
        allowedOrigins: new Set(),
        dashboard: null,
        docsScript: null,
        secure: false,
        limits: defaultLimits,
      },
      agent: {
        node: process.execPath,
        main: join(root, 'src-agent', 'main.ts'),
        bundle: directory,
        resources: join(root, 'resources'),
      },
    },
    { logger: silentLogger },
  )
}
async function ask(method: string, path: string, authorization: string | null, body?: object): Promise<Response> {
  const headers = {
    host: HOST,
    ...(authorization === null ? {} : { authorization }),
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  return engine.api.fetch(
    new Request(`http://${HOST}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }),
  )
}
const granted = z.object({ accessToken: z.string() })
async function setUp(): Promise<string> {
  const body = { organization: 'Homeland', name: 'The owner', email: EMAIL, password: PASSWORD, client: 'token' }
  const made = await ask('POST', '/auth/setup', `Setup ${engine.setupToken}`, body)
  return z.object({ grant: granted }).parse(await made.json()).grant.accessToken
}
async function logIn(): Promise<string> {
  return granted.parse(
    await (await ask('POST', '/auth/login', null, { email: EMAIL, password: PASSWORD, client: 'token' })).json(),
  ).accessToken
}

test('first run, work, restart: all of it is there, and the setup token is gone', async () => {
  expect(engine.setupToken).toMatch(/^[\w-]{32}$/)
  const token = await setUp()
  expect(engine.setupToken).toBeNull()
  const agent = z
    .object({ id: z.string() })
    .parse(await (await ask('POST', '/api/engine/agents', `Bearer ${token}`, { name: 'Iris' })).json())
  const secret = await ask('POST', '/api/secrets', `Bearer ${token}`, { name: 'Key', value: 'canary-3141592653' })
  expect(secret.status).toBe(201)
  await engine.close()
  engine = await open()
  expect(engine.setupToken).toBeNull()
  expect((await ask('GET', '/auth/me', `Bearer ${token}`)).status).toBe(401)
  const again = await logIn()
  expect(await (await ask('GET', `/api/engine/agents/${agent.id}`, `Bearer ${again}`)).json()).toMatchObject({
    name: 'Iris',
    observed: { state: 'ready' },
  })
  expect(await (await ask('GET', '/api/secrets', `Bearer ${again}`)).json()).toMatchObject({
    vault: 'unlocked',
    items: [{ name: 'Key', held: true }],
  })
  expect(await (await ask('POST', '/api/audit/verify', `Bearer ${again}`)).json()).toMatchObject({ intact: true })
})

test('each start has a setup token of its own until somebody has used one', async () => {
  const first = engine.setupToken
  await engine.close()
  engine = await open()
  expect(engine.setupToken).not.toBe(first)
  const body = { organization: 'Homeland', name: 'The owner', email: EMAIL, password: PASSWORD }
  expect((await ask('POST', '/auth/setup', `Setup ${first}`, body)).status).toBe(401)
})

test('one engine a data directory', async () => {
  await expect(open()).rejects.toMatchObject({ code: 'conflict' })
})

test('what is on the disk holds no password, token or secret, and only its owner may read it', async () => {
  const token = await setUp()
  await ask('POST', '/api/secrets', `Bearer ${token}`, { name: 'Key', value: 'canary-3141592653' })
  for (const canary of [PASSWORD, token, 'canary-3141592653']) expect(filesHolding(directory, canary)).toEqual([])
  const modes = await Promise.all(
    (await readdir(directory))
      .filter((name) => name.startsWith('vault'))
      .map(async (name) => (await stat(join(directory, name))).mode & 0o77),
  )
  expect(modes.length).toBeGreaterThan(0)
  expect(modes.every((mode) => mode === 0)).toBe(true)
  expect((await readFile(join(directory, 'control.db'))).subarray(0, 15).toString()).toBe('SQLite format 3')
})
