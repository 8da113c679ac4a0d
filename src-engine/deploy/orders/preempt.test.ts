import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deployment } from '../../contract/deployments.ts'
import { type Harness, ORG, openHarness } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'

/** Orders that end an agent do not wait for one that is still asking the target whether it may begin. */
let world: World
let h: Harness
let asked: PromiseWithResolvers<void>
let answered: PromiseWithResolvers<void>
let slow: boolean

beforeEach(async () => {
  world = createWorld()
  asked = Promise.withResolvers()
  answered = Promise.withResolvers()
  slow = false
  const target = createScriptedTarget(world)
  h = await openHarness(
    {
      ...target,
      async observe(ref) {
        if (slow) {
          asked.resolve()
          await answered.promise
        }
        return await target.observe(ref)
      },
    },
    { intervals: { probe: 3_600_000 } },
  )
})
afterEach(() => h.dispose())

async function deployed(): Promise<string> {
  const { id } = await h.agent()
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  return id
}

/** Gives an order whose question to the target stays open until `answered`. */
async function ask(id: string, kind: 'deploy' | 'start' | 'restart'): Promise<{ outcome: Promise<Deployment> }> {
  slow = true
  const outcome = h.deployments.begin(h.order(id), kind)
  outcome.catch(() => undefined)
  await asked.promise
  slow = false
  return { outcome }
}

function kinds(id: string): string[] {
  return h.deployments.list(ORG, { agent: id }).map(({ kind, state }) => `${kind} ${state}`)
}

describe.each(['deploy', 'restart'] as const)('while a %s asks the target', (kind) => {
  test.each([
    ['stop', 'stopped'],
    ['destroy', 'ready'],
  ] as const)('a %s goes before it', async (preempting, state) => {
    const id = await deployed()
    const { outcome } = await ask(id, kind)
    await h.deployments.begin(h.order(id), preempting)
    await h.deployments.idle()
    answered.resolve()
    await expect(outcome).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`was ordered meanwhile, so this ${kind} was not begun.`),
    })
    await h.deployments.idle()
    expect(h.state(id)).toBe(state)
    expect(h.doc(id).desired).toBe('stopped')
    expect(kinds(id)).toEqual(['deploy succeeded', `${preempting} succeeded`])
  })
})

test('what is not running yet is called off by a stop, which has nothing more to do', async () => {
  const { id } = await h.agent()
  const { outcome } = await ask(id, 'deploy')
  await expect(h.deployments.begin(h.order(id), 'stop')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('was called off'),
  })
  answered.resolve()
  await expect(outcome).rejects.toMatchObject({ code: 'conflict' })
  await h.deployments.idle()
  expect(h.state(id)).toBe('ready')
  expect(kinds(id)).toEqual([])
})

test('two stops at once both end well, and an agent is free afterwards', async () => {
  const id = await deployed()
  const stops = await Promise.all([h.deployments.begin(h.order(id), 'stop'), h.deployments.begin(h.order(id), 'stop')])
  await h.deployments.idle()
  expect(stops.map((stop) => h.deployments.get(ORG, stop.id)?.state)).toEqual(['succeeded', 'succeeded'])
  await h.deployments.begin(h.order(id), 'start')
  await h.deployments.idle()
  expect(h.state(id)).toBe('running')
})

test('what brings an agent up waits for no other', async () => {
  const id = await deployed()
  const { outcome } = await ask(id, 'restart')
  await expect(h.deployments.begin(h.order(id), 'restart')).rejects.toMatchObject({ code: 'conflict' })
  answered.resolve()
  await outcome
  await h.deployments.idle()
  expect(kinds(id)).toEqual(['deploy succeeded', 'restart succeeded'])
})

test('a stop of all means also those that are about to be started', async () => {
  const id = await deployed()
  await h.deployments.begin(h.order(id), 'stop')
  await h.deployments.idle()
  expect(h.deployments.aboutToBegin(id)).toBe(false)
  const { outcome } = await ask(id, 'start')
  expect(h.deployments.aboutToBegin(id)).toBe(true)
  await expect(h.deployments.begin(h.order(id), 'stop')).rejects.toMatchObject({
    message: expect.stringContaining('was called off. It is stopped'),
  })
  answered.resolve()
  await expect(outcome).rejects.toMatchObject({ code: 'conflict' })
  expect(h.state(id)).toBe('stopped')
})
