import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TargetAdapter } from '../adapter.ts'
import { type Harness, ORG, openHarness, until } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'

/** What a person orders while the target is being asked goes before what the answer calls for. */
let world: World
let h: Harness
/** Holds the next look at the target until it is opened. */
let hold: (() => Promise<void>) | null

beforeEach(async () => {
  world = createWorld()
  hold = null
  h = await openHarness(gated(createScriptedTarget(world)), { intervals: { probe: 20 } })
})
afterEach(() => h.dispose())

function gated(target: TargetAdapter): TargetAdapter {
  return {
    ...target,
    async observe(ref) {
      const seen = await target.observe(ref)
      const wait = hold
      hold = null
      await wait?.()
      return seen
    },
  }
}

function holdNextLook(): { readonly reached: Promise<void>; open(): void } {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  hold = () => {
    reached.resolve()
    return opened.promise
  }
  return { reached: reached.promise, open: opened.resolve }
}

async function deployed(): Promise<string> {
  const { id } = await h.agent()
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  return id
}

function end(): void {
  for (const held of world.instances.values()) held.running = false
}

async function stopped(id: string): Promise<void> {
  await h.deployments.begin(h.order(id), 'stop')
  await until(() => h.state(id) === 'stopped', 'the stop')
}

async function staysStopped(id: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 150))
  await h.deployments.idle()
  expect(h.state(id)).toBe('stopped')
  expect(h.doc(id).desired).toBe('stopped')
  expect(world.done.filter((what) => what.startsWith('start'))).toEqual(['start 1'])
  expect(h.deployments.list(ORG, { agent: id }).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'deploy succeeded',
    'stop succeeded',
  ])
}

describe('the supervisor', () => {
  test('restarts nothing that was stopped while it looked whether the process has ended', async () => {
    const id = await deployed()
    await h.deployments.resume()
    await h.deployments.idle()
    const look = holdNextLook()
    end()
    await look.reached
    await stopped(id)
    look.open()
    await staysStopped(id)
  })
})

describe('the start of the engine', () => {
  beforeEach(() => h.wrap((options) => ({ ...options, intervals: { probe: 3_600_000 } })))

  test('starts nothing that was stopped while it looked what runs', async () => {
    const id = await deployed()
    await h.reopen()
    end()
    const look = holdNextLook()
    await h.deployments.resume()
    await look.reached
    await stopped(id)
    look.open()
    await staysStopped(id)
  })

  test('stops nothing that was started while it looked what runs', async () => {
    const id = await deployed()
    await stopped(id)
    await h.reopen()
    for (const held of world.instances.values()) held.running = true
    const look = holdNextLook()
    await h.deployments.resume()
    await look.reached
    await h.deployments.begin(h.order(id), 'start')
    await until(() => h.state(id) === 'running', 'the start')
    look.open()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
    expect(h.doc(id).desired).toBe('running')
  })

  test('a desired state that changes while the target is asked for its mark is heeded', async () => {
    const id = await deployed()
    await h.reopen()
    end()
    const first = holdNextLook()
    await h.deployments.resume()
    await first.reached
    // The next look is that of the start which follows from this one.
    const second = holdNextLook()
    first.open()
    await second.reached
    // As another device's order arrives here.
    await h.change(id, { desired: 'stopped' })
    second.open()
    await h.deployments.idle()
    expect(h.doc(id).desired).toBe('stopped')
    expect(world.done).toEqual(['start 1'])
  })
})
