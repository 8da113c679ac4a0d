import { EngineError } from '../../kernel/errors.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { providersCreate, providersUpdate } from '../../contract/providers.ts'
import { secretsCreate } from '../../contract/secrets.ts'
import { systemDependencies, systemHealth, systemReady } from '../../contract/system.ts'
import type { Clock } from '../../kernel/ports.ts'
import { createProvider } from '../providers/create.ts'
import { updateProvider } from '../providers/update.ts'
import { createSecret } from '../secrets/create.ts'
import { reachable } from '../testing/fake-targets.ts'
import { silence } from '../testing/scripted-fetch.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { listDependencies } from './dependencies.ts'
import type { Dependency } from './dependency.ts'
import { getHealth } from './health.ts'
import { getReady } from './ready.ts'

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

async function states(as = ours.as('viewer')): Promise<Record<string, Dependency['state']>> {
  const { items } = await call(systemDependencies, listDependencies, as)
  return Object.fromEntries(items.map(({ name, state }) => [name, state]))
}
async function made(baseUrl: string, secret: string | null = null): Promise<string> {
  const body = { name: 'Ollama', kind: 'openai-compatible' as const, endpoint: { baseUrl, secret } }
  return (await call(providersCreate, createProvider, ours.as('admin'), { body })).id
}
const models = (): Response => Response.json({ data: [{ id: 'm' }] })

test('store, vault, providers and targets, each as it is', async () => {
  await made('http://127.0.0.1:9/v1')
  expect(await states()).toEqual({
    Store: 'ok',
    'Vault file': 'ok',
    'Agents’ address': 'ok',
    'Rehearsal (no AI)': 'ok',
    Ollama: 'down',
    'This machine': 'ok',
  })
  house.vault.lock()
  expect(await states()).toMatchObject({ 'Vault file': 'degraded' })
})

test('each address that is open for agents is named, with whom it is open for', async () => {
  const openAddresses = () => [
    { host: '127.0.0.1', port: 41_000, users: ['agents that run as processes of this machine'] },
    { host: '172.17.0.1', port: 41_001, users: ['agents in Docker'] },
  ]
  const { items } = await call(systemDependencies, listDependencies, ours.as('viewer', { openAddresses }))
  expect(items.filter(({ kind }) => kind === 'runtime')).toMatchObject([
    {
      name: '127.0.0.1:41000',
      detail: expect.stringMatching(/^Open for agents that run as processes of this machine\./),
    },
    { name: '172.17.0.1:41001', detail: expect.stringMatching(/^Open for agents in Docker\./) },
  ])
})

test('a finding is kept for a minute, and not for another address', async () => {
  const id = await made('http://127.0.0.1:9/v1')
  expect(await states()).toMatchObject({ Ollama: 'down' })
  house.network.answer('http://127.0.0.1:9/v1/models', models)
  monotonic = 59_000
  expect(await states()).toMatchObject({ Ollama: 'down' })
  expect(house.network.sent).toHaveLength(1)
  monotonic = 60_000
  expect(await states()).toMatchObject({ Ollama: 'ok' })
  expect(house.network.sent).toHaveLength(2)
  await call(providersUpdate, updateProvider, ours.as('admin'), {
    params: { id },
    body: { endpoint: { baseUrl: 'http://127.0.0.1:8/v1' } },
  })
  expect(await states()).toMatchObject({ Ollama: 'down' })
})

test('one that does not answer holds up nobody for more than a second, is asked once, and what it said last stays', async () => {
  await made('http://127.0.0.1:9/v1')
  house.network.answer('http://127.0.0.1:9/v1/models', models)
  expect(await states()).toMatchObject({ Ollama: 'ok' })
  house.network.answer('http://127.0.0.1:9/v1/models', silence)
  house.places.healthIs(new Promise(() => undefined))
  monotonic = 61_000
  const started = performance.now()
  const [first, second] = await Promise.all([states(), states()])
  expect(performance.now() - started).toBeLessThan(1_500)
  expect(first).toMatchObject({ Ollama: 'ok', 'This machine': 'ok', Store: 'ok' })
  expect(second).toEqual(first)
  expect(house.network.sent).toHaveLength(2)
})

test('what was never answered yet is unknown, and a check that breaks takes no other with it', async () => {
  house.places.healthIs(new Promise(() => undefined))
  expect(await states()).toMatchObject({ 'This machine': 'unknown', 'Rehearsal (no AI)': 'ok' })
  const broken = { ...house.places, health: () => Promise.reject(new Error('bug')) }
  const theirs = await house.found('Theirs')
  const { items } = await call(systemDependencies, listDependencies, theirs.as('viewer', { targets: broken }))
  expect(items.find(({ kind }) => kind === 'target')).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('check itself failed'),
  })
  expect(items.find(({ kind }) => kind === 'provider')).toMatchObject({ state: 'ok' })
})

test('with a locked vault a provider with a key is unknown, and no key is shown', async () => {
  const { id } = await call(secretsCreate, createSecret, ours.as('admin'), {
    body: { name: 'Key', value: 'sk-canary' },
  })
  await made('http://127.0.0.1:9/v1', id)
  house.places.healthIs({ ...reachable, reachable: false, detail: 'Start Docker.' })
  house.vault.lock()
  const { items } = await call(systemDependencies, listDependencies, ours.as('viewer'))
  expect(items.find(({ name }) => name === 'Ollama')).toMatchObject({
    state: 'unknown',
    detail: expect.stringContaining('locked'),
  })
  expect(items.find(({ name }) => name === 'This machine')).toMatchObject({ state: 'down', detail: 'Start Docker.' })
  expect(JSON.stringify(items)).not.toContain('sk-canary')
})

test('health and readiness are open to all; the dependencies are not', async () => {
  const stranger = house.outside({ kind: 'anonymous' })
  expect(await call(systemHealth, getHealth, stranger)).toEqual({ status: 'ok' })
  expect(await call(systemReady, getReady, stranger)).toEqual({ status: 'ready' })
  await expect(call(systemDependencies, listDependencies, stranger)).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('a store that can write no more is not ready, and says what to do', async () => {
  const { services } = house
  const failure = new EngineError('storage_full', 'The disk refused. Start the app again.')
  const store = { ...services.store, failure: () => failure }
  await expect(call(systemReady, getReady, { ...house.outside({ kind: 'anonymous' }), store })).rejects.toMatchObject({
    code: 'dependency_unavailable',
    message: failure.message,
  })
  const { items } = await call(systemDependencies, listDependencies, ours.as('viewer', { store }))
  expect(items.find(({ kind }) => kind === 'store')).toMatchObject({ state: 'down', detail: failure.message })
})

test('a disk that is almost full is told before a write fails: not ready, the store degraded, and what to do', async () => {
  const almostFull = new EngineError('storage_full', 'The disk is almost full. Free some space.')
  const store = { ...house.services.store, shortage: () => Promise.resolve(almostFull) }
  await expect(call(systemReady, getReady, { ...house.outside({ kind: 'anonymous' }), store })).rejects.toMatchObject({
    code: 'dependency_unavailable',
    message: almostFull.message,
  })
  const { items } = await call(systemDependencies, listDependencies, ours.as('viewer', { store }))
  expect(items.find(({ kind }) => kind === 'store')).toMatchObject({ state: 'degraded', detail: almostFull.message })
})

test('a data directory that is gone is not ready, and the store is down: nothing that is written then is kept', async () => {
  const gone = new EngineError('dependency_unavailable', 'The data directory does not answer.')
  const store = { ...house.services.store, shortage: () => Promise.resolve(gone) }
  await expect(call(systemReady, getReady, { ...house.outside({ kind: 'anonymous' }), store })).rejects.toMatchObject({
    message: gone.message,
  })
  const { items } = await call(systemDependencies, listDependencies, ours.as('viewer', { store }))
  expect(items.find(({ kind }) => kind === 'store')).toMatchObject({ state: 'down', detail: gone.message })
})

test('a store whose files are closed is not ready, and says so', async () => {
  const { services } = house
  const viewer = ours.as('viewer')
  await services.store.close()
  await expect(call(systemReady, getReady, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'dependency_unavailable',
  })
  expect(await states(viewer)).toMatchObject({ Store: 'down' })
  // Opened again so that it can be disposed of like the others.
  house.disk.store = await house.disk.open()
})
