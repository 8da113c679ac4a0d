import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  providersCreate,
  providersGet,
  providersList,
  providersRemove,
  providersUpdate,
} from '../../contract/providers.ts'
import { secretsCreate } from '../../contract/secrets.ts'
import { createSecret } from '../secrets/create.ts'
import { settingsOf } from '../settings/settings-of.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { createProvider } from './create.ts'
import { getProvider } from './get.ts'
import { listProviders } from './list.ts'
import { removeProvider } from './remove.ts'
import { updateProvider } from './update.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeEach(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
})
afterEach(() => house.dispose())

const local = { baseUrl: 'http://127.0.0.1:11434/v1', secret: null }
function made(name = 'Ollama'): Promise<{ id: string; version: number }> {
  return call(providersCreate, createProvider, ours.as('admin'), {
    body: { name, kind: 'openai-compatible', endpoint: local },
  })
}
async function secret(of: TestOrganization): Promise<string> {
  return (await call(secretsCreate, createSecret, of.as('admin'), { body: { name: 'Key', value: 'sk-canary' } })).id
}

test('an admin adds, changes and removes a provider, and each is in the audit', async () => {
  const { id } = await made()
  const models = [{ id: 'llama', inputMicroUsd: 0, outputMicroUsd: 0 }]
  expect(
    await call(providersUpdate, updateProvider, ours.as('admin'), { params: { id }, body: { models } }),
  ).toMatchObject({ name: 'Ollama', endpoint: local, models, version: 2 })
  expect(await call(providersGet, getProvider, ours.as('viewer'), { params: { id } })).toMatchObject({
    models,
    ceilingMicroUsd: 20_000_000,
  })
  expect((await call(providersList, listProviders, ours.as('viewer'))).items.map(({ name }) => name)).toEqual([
    'Ollama',
    'Rehearsal (no AI)',
  ])
  await call(providersRemove, removeProvider, ours.as('admin'), { params: { id } })
  await expect(call(providersGet, getProvider, ours.as('viewer'), { params: { id } })).rejects.toMatchObject({
    code: 'not_found',
  })
  const actions = house.services.store.audit.page(ours.org, { target: id }, null, 10).items.map(({ action }) => action)
  expect(actions).toEqual(['providers.remove', 'providers.update', 'providers.create'])
})

test('each kind is held to what it needs', async () => {
  const key = await secret(ours)
  const refusals = [
    ['openai-compatible', { baseUrl: null, secret: key }, '/endpoint/baseUrl'],
    ['anthropic', { baseUrl: null, secret: null }, '/endpoint/secret'],
    ['rehearsal', { baseUrl: 'http://127.0.0.1/v1', secret: null }, '/endpoint/baseUrl'],
    ['rehearsal', { baseUrl: null, secret: key }, '/endpoint/secret'],
    ['openai-compatible', { baseUrl: 'https://user:pw@example.com/v1', secret: null }, '/endpoint/baseUrl'],
    ['openai-compatible', { baseUrl: 'https://example.com/v1?key=1', secret: null }, '/endpoint/baseUrl'],
    ['openai-compatible', { baseUrl: 'https://example.com/\u0000', secret: null }, '/endpoint/baseUrl'],
  ] as const
  for (const [kind, endpoint, pointer] of refusals) {
    const refused = { code: 'invalid_input', fields: [{ in: 'body', pointer }] }
    await expect(
      call(providersCreate, createProvider, ours.as('admin'), { body: { name: 'Odd', kind, endpoint } }),
    ).rejects.toMatchObject(refused)
  }
  await expect(
    call(providersCreate, createProvider, ours.as('admin'), {
      body: { name: 'Claude', kind: 'anthropic', endpoint: { secret: key } },
    }),
  ).resolves.toMatchObject({
    endpoint: { baseUrl: null, secret: key },
  })
  const { id } = await made()
  await expect(
    call(providersUpdate, updateProvider, ours.as('admin'), { params: { id }, body: { endpoint: {} } }),
  ).rejects.toMatchObject({ fields: [{ pointer: '/endpoint/baseUrl' }] })
})

test('the secret must be one of the organization', async () => {
  const foreign = await secret(theirs)
  const missing = { code: 'not_found', fields: [{ pointer: '/endpoint/secret' }] }
  const endpoint = { baseUrl: 'https://api.example.com/v1', secret: foreign }
  await expect(
    call(providersCreate, createProvider, ours.as('admin'), {
      body: { name: 'X', kind: 'openai-compatible', endpoint },
    }),
  ).rejects.toMatchObject(missing)
  const { id } = await made()
  await expect(
    call(providersUpdate, updateProvider, ours.as('admin'), { params: { id }, body: { endpoint } }),
  ).rejects.toMatchObject(missing)
})

test('names and models are given once', async () => {
  await made()
  await expect(made('ollama')).rejects.toMatchObject({ code: 'conflict', fields: [{ pointer: '/name' }] })
  const twice = {
    name: 'Twice',
    kind: 'openai-compatible' as const,
    endpoint: local,
    models: [{ id: 'a' }, { id: 'b' }, { id: 'a' }],
  }
  await expect(call(providersCreate, createProvider, ours.as('admin'), { body: twice })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ pointer: '/models/2/id' }],
  })
})

test('a provider that an agent thinks with, or that is the default, stays', async () => {
  const { id } = await made()
  await putAgent(house.services, ours.org, {
    name: 'Ida',
    model: { provider: id, model: 'llama', maxOutputTokens: 100 },
  })
  await expect(call(providersRemove, removeProvider, ours.as('admin'), { params: { id } })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Ida'),
  })
  const usual = settingsOf(house.services.store, ours.org).doc.defaultProvider ?? ''
  await expect(
    call(providersRemove, removeProvider, ours.as('admin'), { params: { id: usual } }),
  ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('default provider') })
})

test('below their role people are refused, and ids of another organization are not there', async () => {
  const { id, version } = await made()
  for (const role of ['viewer', 'member'] as const) {
    await expect(
      call(providersCreate, createProvider, ours.as(role), { body: { name: 'x', kind: 'rehearsal' } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      call(providersUpdate, updateProvider, ours.as(role), { params: { id }, body: { name: 'x' } }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call(providersRemove, removeProvider, ours.as(role), { params: { id } })).rejects.toMatchObject({
      code: 'forbidden',
    })
  }
  await expect(call(providersList, listProviders, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const stranger = theirs.as('owner')
  await expect(call(providersGet, getProvider, stranger, { params: { id } })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(
    call(providersUpdate, updateProvider, stranger, { params: { id }, body: { name: 'x' } }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(call(providersRemove, removeProvider, stranger, { params: { id } })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await call(providersList, listProviders, stranger)).items.map((provider) => provider.id)).not.toContain(id)
  await call(providersUpdate, updateProvider, ours.as('admin'), { params: { id }, body: { name: 'Newer' } })
  await expect(
    call(providersUpdate, updateProvider, ours.as('admin', { ifVersion: version }), {
      params: { id },
      body: { name: 'Late' },
    }),
  ).rejects.toMatchObject({ code: 'precondition_failed' })
})
