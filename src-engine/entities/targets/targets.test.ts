import { afterAll, beforeAll, expect, test } from 'vitest'
import { settings } from '../../contract/settings.ts'
import {
  targetsCreate,
  targetsDetect,
  targetsGet,
  targetsList,
  targetsRemove,
  targetsTest,
  targetsUpdate,
} from '../../contract/targets.ts'
import { reachable } from '../testing/fake-targets.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { createTarget } from './create.ts'
import { detectTargets } from './detect.ts'
import { getTarget } from './get.ts'
import { listTargets } from './list.ts'
import { removeTarget } from './remove.ts'
import { testTarget } from './test-target.ts'
import { updateTarget } from './update.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
})
afterAll(() => house.dispose())

const docker = { kind: 'docker' as const, host: 'unix:///var/run/docker.sock' }
async function made(name: string): Promise<{ id: string; version: number }> {
  return call(targetsCreate, createTarget, ours.as('admin'), { body: { name, place: docker } })
}

test('an admin adds, renames and removes a target, and each is in the audit', async () => {
  const { id } = await made('Rack one')
  expect(
    await call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { name: 'Rack two' } }),
  ).toMatchObject({ name: 'Rack two', place: docker, version: 2 })
  expect(await call(targetsGet, getTarget, ours.as('viewer'), { params: { id } })).toMatchObject({
    id,
    name: 'Rack two',
  })
  expect((await call(targetsList, listTargets, ours.as('viewer'))).items.map(({ name }) => name)).toEqual([
    'Rack two',
    'This machine',
  ])
  await call(targetsRemove, removeTarget, ours.as('admin'), { params: { id } })
  await expect(call(targetsGet, getTarget, ours.as('viewer'), { params: { id } })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(house.services.store.audit.page(ours.org, { target: id }, null, 10).items.map(({ action }) => action)).toEqual(
    ['targets.remove', 'targets.update', 'targets.create'],
  )
})

test('a name is given once in an organization, whatever its letter case', async () => {
  const { id } = await made('Cellar')
  await expect(made('CELLAR')).rejects.toMatchObject({ code: 'conflict', fields: [{ in: 'body', pointer: '/name' }] })
  await expect(
    call(targetsCreate, createTarget, theirs.as('admin'), { body: { name: 'Cellar', place: docker } }),
  ).resolves.toMatchObject({ name: 'Cellar' })
  await expect(
    call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { name: 'cellar' } }),
  ).resolves.toMatchObject({ name: 'cellar' })
  await expect(
    call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { name: 'this machine' } }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('while agents name a target its address stays and so does it, and the refusal names them', async () => {
  const { id } = await made('Busy')
  await putAgent(house.services, ours.org, { name: 'Zoe', target: id })
  await putAgent(house.services, ours.org, { name: 'Abel', target: id })
  const named = { code: 'conflict', message: expect.stringContaining('Abel and Zoe') }
  await expect(
    call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { place: { kind: 'local' } } }),
  ).rejects.toMatchObject(named)
  await expect(call(targetsRemove, removeTarget, ours.as('admin'), { params: { id } })).rejects.toMatchObject(named)
  await expect(
    call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { name: 'Busier', place: docker } }),
  ).resolves.toMatchObject({ name: 'Busier' })
})

test('the default target stays', async () => {
  const [row] = house.services.store.rows(settings, ours.org).values()
  const id = row?.doc.defaultTarget ?? ''
  await expect(call(targetsRemove, removeTarget, ours.as('admin'), { params: { id } })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('default'),
  })
})

test.each([
  'tcp://10.0.0.1:2375',
  'http://10.0.0.1:2375',
  'http://127.0.0.1:2375/x',
  'http://user:pw@127.0.0.1:2375',
  'http://127.0.0.1',
  'unix://relative.sock',
  'unix:///var/../etc/x',
  'unix:///',
  '; rm -rf /',
])('the Docker address %s is refused with its field', async (host) => {
  const body = { name: 'Odd', place: { kind: 'docker' as const, host } }
  await expect(call(targetsCreate, createTarget, ours.as('admin'), { body })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ pointer: '/place/host' }],
  })
})

test('a loopback address and the default one are taken', async () => {
  for (const [index, host] of ['http://127.0.0.1:2375', 'http://localhost:2375', null].entries()) {
    await expect(
      call(targetsCreate, createTarget, ours.as('admin'), {
        body: { name: `Fine ${index}`, place: { kind: 'docker', host } },
      }),
    ).resolves.toMatchObject({ place: { host } })
  }
})

test('detect and test ask the port', async () => {
  house.places.found.push({ name: 'Docker', place: docker, health: reachable })
  expect((await call(targetsDetect, detectTargets, ours.as('admin'))).items).toEqual([
    { name: 'Docker', place: docker, health: reachable },
  ])
  const { id } = await made('Asked')
  expect(await call(targetsTest, testTarget, ours.as('admin'), { params: { id } })).toEqual(reachable)
  expect(house.places.asked.at(-1)).toEqual(docker)
})

test('a stale version is refused', async () => {
  const { id, version } = await made('Versioned')
  await call(targetsUpdate, updateTarget, ours.as('admin'), { params: { id }, body: { name: 'Versioned twice' } })
  await expect(
    call(targetsUpdate, updateTarget, ours.as('admin', { ifVersion: version }), {
      params: { id },
      body: { name: 'Late' },
    }),
  ).rejects.toMatchObject({ code: 'precondition_failed' })
})

test('below their role people are refused, and ids of another organization are not there', async () => {
  const { id } = await made('Guarded')
  const change = { params: { id }, body: { name: 'x' } }
  for (const role of ['viewer', 'member'] as const) {
    const ctx = ours.as(role)
    const refused = { code: 'forbidden' }
    await expect(call(targetsCreate, createTarget, ctx, { body: { name: 'x', place: docker } })).rejects.toMatchObject(
      refused,
    )
    await expect(call(targetsUpdate, updateTarget, ctx, change)).rejects.toMatchObject(refused)
    await expect(call(targetsRemove, removeTarget, ctx, { params: { id } })).rejects.toMatchObject(refused)
    await expect(call(targetsTest, testTarget, ctx, { params: { id } })).rejects.toMatchObject(refused)
    await expect(call(targetsDetect, detectTargets, ctx)).rejects.toMatchObject(refused)
  }
  await expect(call(targetsList, listTargets, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const stranger = theirs.as('owner')
  const absent = { code: 'not_found' }
  await expect(call(targetsGet, getTarget, stranger, { params: { id } })).rejects.toMatchObject(absent)
  await expect(call(targetsUpdate, updateTarget, stranger, change)).rejects.toMatchObject(absent)
  await expect(call(targetsRemove, removeTarget, stranger, { params: { id } })).rejects.toMatchObject(absent)
  await expect(call(targetsTest, testTarget, stranger, { params: { id } })).rejects.toMatchObject(absent)
  expect((await call(targetsList, listTargets, stranger)).items.map((target) => target.id)).not.toContain(id)
})
