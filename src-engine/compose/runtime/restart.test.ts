import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifiedBundle } from '../../../src-agent/bundle/verified-bundle.ts'
import { profileSchema } from '../../contract/permissions.ts'
import { createRuntimeApp } from '../../runtime/index.ts'
import { callerOf, type Answer } from '../../runtime/testing/caller.ts'
import { startUpstream, type Upstream } from '../../runtime/testing/upstream-server.ts'
import { type StoreHouse, openStoreHouse } from './testing/store-house.ts'

const args = { path: 'a.txt', content: 'hello' }
let upstream: Upstream
let house: StoreHouse
let call: ReturnType<typeof callerOf>
let made = 0

beforeEach(async () => {
  upstream = await startUpstream(
    (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('p'),
  )
  const hosts = { lookup: async () => [{ address: '127.0.0.1', family: 4 }], isPublic: () => true }
  house = await openStoreHouse({ hosts })
  call = callerOf(createRuntimeApp(house.ports))
})
afterEach(async () => {
  await house.dispose()
  await upstream.close()
})

async function restart(): Promise<void> {
  await house.restart()
  call = callerOf(createRuntimeApp(house.ports))
}
function decide(over: object = {}, key = `key-${made++}`): Promise<Answer> {
  const body = { run: house.run, call: 'c1', tool: 'write', args, ...over }
  return call('POST', '/tools/decide', body, { 'idempotency-key': key })
}
function result(decisionId: unknown, output = 'done'): Promise<Answer> {
  const outcome = { outcome: 'ok', durationMs: 5, bytes: 5, output }
  return call('POST', '/tools/result', { decisionId, run: house.run, tool: 'write', args, ...outcome })
}

describe('an approval, over restarts', () => {
  async function approved(): Promise<string> {
    await house.setProfile(profileSchema.parse({ otherwise: 'ask' }))
    const { body } = await decide()
    await restart()
    expect((await decide()).body['approvalId']).toBe(body['approvalId'])
    await house.answer(String(body['approvalId']), 'approved')
    return String(body['approvalId'])
  }

  test('lets one call through', async () => {
    const approvalId = await approved()
    const { body } = await decide({ approvalId })
    expect(body).toMatchObject({ verdict: 'allow' })
    await restart()
    expect((await result(body['decisionId'])).body).toEqual({ accepted: 1 })
    await restart()
    expect((await decide({ approvalId })).body).toMatchObject({
      verdict: 'deny',
      reason: expect.stringContaining('used already'),
    })
  })

  test('that was taken anew leaves the earlier decision void', async () => {
    const approvalId = await approved()
    const first = await decide({ approvalId })
    await restart()
    const second = await decide({ approvalId })
    expect([first.body['verdict'], second.body['verdict']]).toEqual(['allow', 'allow'])
    await restart()
    expect((await result(first.body['decisionId'])).status).toBe(409)
    expect((await result(second.body['decisionId'])).body).toEqual({ accepted: 1 })
    expect(house.incidents()).toMatchObject([{ kind: 'uncited-result' }])
  })

  test('taken twice at the same moment stands for one decision', async () => {
    const approvalId = await approved()
    const both = await Promise.all([decide({ approvalId }), decide({ approvalId })])
    const results = await Promise.all(both.map(({ body }) => result(body['decisionId'])))
    expect(results.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('is no approval of another call with the same arguments', async () => {
    const approvalId = await approved()
    await restart()
    expect((await decide({ approvalId, call: 'c2' })).body).toMatchObject({ verdict: 'deny' })
    expect(house.incidents()).toMatchObject([{ kind: 'approval-mismatch' }])
  })
})

test('a decision is fetched for once, also when a restart comes between', async () => {
  await house.setProfile(profileSchema.parse({ otherwise: 'allow', allowedHosts: ['site.test'] }))
  const url = `http://site.test:${upstream.port}/page`
  const { body } = await decide({ tool: 'web_fetch', args: { url } })
  const fetchIt = (): Promise<Answer> => call('POST', '/fetch', { decisionId: body['decisionId'], url })
  expect((await fetchIt()).status).toBe(200)
  await restart()
  expect(await fetchIt()).toMatchObject({ status: 409, body: { detail: expect.stringContaining('used for a fetch') } })
  expect(upstream.received).toHaveLength(1)
})

test('a result is stored once: again after a restart it is a retry, another one an incident', async () => {
  const id = (await decide()).body['decisionId']
  expect((await result(id)).body).toEqual({ accepted: 1 })
  await restart()
  expect((await result(id)).body).toEqual({ accepted: 0 })
  expect((await result(id, 'something else')).status).toBe(409)
  expect(house.results()).toBe(1)
  expect(house.incidents()).toMatchObject([{ kind: 'result-twice' }])
})

test('what a run used before a restart counts against its limits', async () => {
  await house.limit({ runTokens: 1_000, runSeconds: 10 })
  const usage = { run: house.run, model: 'm', inputTokens: 300, outputTokens: 300 }
  await call('POST', '/usage', { key: 'u1', ...usage })
  house.pass(1)
  await result((await decide()).body['decisionId'])
  await restart()
  expect(house.ports.runs.used(house.who, house.run)).toEqual({
    modelCalls: 1,
    tokens: 600,
    milliseconds: 5,
    idleCalls: 0,
  })
  await call('POST', '/usage', { key: 'u1', ...usage })
  expect((await decide({ call: 'c2' })).body).toMatchObject({ verdict: 'allow' })
  await call('POST', '/usage', { key: 'u2', ...usage, outputTokens: 100 })
  expect((await decide({ call: 'c3' })).body).toMatchObject({ verdict: 'deny' })
})

test('a result that is on its way to the disk when its run is first asked about after a restart counts once', async () => {
  const id = (await decide()).body['decisionId']
  await restart()
  const stored = result(id)
  // In the file, and not acknowledged yet.
  while (house.results() === 0) await new Promise((resolve) => setImmediate(resolve))
  house.ports.runs.used(house.who, house.run)
  await stored
  expect(house.ports.runs.used(house.who, house.run).milliseconds).toBe(5)
})

test('steps that bring nothing new are counted over restarts, and what was brought before one is nothing new', async () => {
  await house.limit({ stepsWithoutProgress: 2 })
  async function step(name: string, output: string): Promise<unknown> {
    await call('POST', '/usage', { key: name, run: house.run, model: 'm', inputTokens: 1, outputTokens: 0 })
    house.pass(1)
    const { body } = await decide({ call: name })
    if (body['verdict'] === 'allow') await result(body['decisionId'], output)
    return body['reason']
  }
  const idle = (): number => house.ports.runs.used(house.who, house.run).idleCalls
  const seen: number[][] = []
  for (const [name, output] of [
    ['s1', 'one'],
    ['s2', 'one'],
    ['s3', 'two'],
    ['s4', 'one'],
    ['s5', 'two'],
  ] as const) {
    await step(name, output)
    const before = idle()
    await restart()
    seen.push([before, idle()])
  }
  expect(seen).toEqual([0, 1, 0, 1, 2].map((calls) => [calls, calls]))
  expect(await step('s6', 'three')).toBe('The run’s last 3 steps brought nothing new.')
})

test('what was reported without a run before a restart counts that day, and not the next', async () => {
  await house.limit({ runTokens: 1_000 })
  const report = async (key: string, inputTokens: number): Promise<number> =>
    (await call('POST', '/usage', { key, run: null, model: 'm', inputTokens, outputTokens: 0 })).status
  expect(await report('u1', 600)).toBe(200)
  await restart()
  expect([await report('u2', 401), await report('u3', 300)]).toEqual([402, 200])
  await house.setProfile(profileSchema.parse({ otherwise: 'allow', rate: { perMinute: 2 } }))
  await restart()
  expect(await report('u4', 1), 'two were booked in this minute').toBe(429)
  for (const key of ['u5', 'u6']) {
    house.pass(86_400_000)
    expect(await report(key, 1_000)).toBe(200)
  }
})

test('what was asked before a restart counts against the limit too', async () => {
  await house.setProfile(profileSchema.parse({ otherwise: 'ask', rate: { perMinute: 1 } }))
  expect((await decide({ call: 'c1' })).body['verdict']).toBe('ask')
  await restart()
  expect((await decide({ call: 'c2' })).body['verdict']).toBe('deny')
})

test('calls of before a restart count against the limit', async () => {
  await house.setProfile(profileSchema.parse({ otherwise: 'allow', rate: { perMinute: 3 } }))
  for (const name of ['c1', 'c2']) expect((await decide({ call: name })).body['verdict']).toBe('allow')
  await restart()
  expect((await decide({ call: 'c3' })).body['verdict']).toBe('allow')
  expect((await decide({ call: 'c4' })).body['verdict']).toBe('deny')
  house.pass(120_000)
  expect((await decide({ call: 'c5' })).body['verdict']).toBe('allow')
})

test('the revision of the bundle rises with every change and never falls', async () => {
  const seen: unknown[] = []
  const look = async (): Promise<void> => {
    const { body } = await call('GET', '/config')
    expect(verifiedBundle(body).rev).toBe(body['rev'])
    seen.push([body['rev'], Reflect.get(Object(body['agent']), 'instructions')])
  }
  await look()
  for (const instructions of ['one', 'two', '']) {
    await house.change({ instructions })
    await restart()
    await look()
    await restart()
    await look()
  }
  // Back to what it said at first, and still a new revision.
  expect(seen).toEqual([
    [1, ''],
    [2, 'one'],
    [2, 'one'],
    [3, 'two'],
    [3, 'two'],
    [4, ''],
    [4, ''],
  ])
})
