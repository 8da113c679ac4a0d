import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Harness, ORG, openHarness, until } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'

/** A rollout that could not be taken back, because its target was away, is not forgotten. */
let world: World
let h: Harness

beforeEach(async () => {
  world = createWorld()
  h = await openHarness(createScriptedTarget(world), { intervals: { probe: 20 } })
})
afterEach(() => h.dispose())

/** A first deployment that is cancelled while its target is away: its process goes on. */
async function orphaned(): Promise<string> {
  const { id } = await h.agent()
  world.endless.add('start')
  const { id: deploy } = await h.deployments.begin(h.order(id), 'deploy')
  await until(() => world.done.includes('start 1'), 'the start')
  await cancelAway(id, deploy)
  expect(h.deployments.get(ORG, deploy)).toMatchObject({
    state: 'cancelled',
    detail: expect.stringContaining('Not everything could be taken back. Step start: The target cannot be reached.'),
  })
  return id
}

async function cancelAway(id: string, deploy: string): Promise<void> {
  world.gone = true
  await h.deployments.cancel(h.order(id), deploy)
  await h.deployments.idle()
}

function running(): number[] {
  return [...world.instances.values()].filter((held) => held.running).map(({ generation }) => generation)
}

describe('what stays behind of a cancelled first deployment', () => {
  test('is shown, and ends once the target is there again', async () => {
    const id = await orphaned()
    expect(h.state(id)).toBe('error')
    expect(h.deployments.leftBehind(id)).toContain('may still run at its target')
    await h.deployments.resume()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(running()).toEqual([1])
    world.gone = false
    // A target that comes back between the two looks of one round has it stopped instead, by the same round.
    await until(() => ['ready', 'stopped'].includes(h.state(id)), 'rest')
    await until(() => world.lock === null, 'the end of it')
    expect(running()).toEqual([])
    expect(h.deployments.leftBehind(id)).toBeNull()
  })

  test('is taken back at the next start', async () => {
    const id = await orphaned()
    h.wrap((options) => ({ ...options, intervals: { probe: 3_600_000 } }))
    await h.reopen()
    expect(h.deployments.leftBehind(id)).not.toBeNull()
    world.gone = false
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.instances.size).toBe(0)
    expect(h.state(id)).toBe('ready')
  })

  test('can be killed, and then is nothing to be taken back', async () => {
    const id = await orphaned()
    world.gone = false
    expect((await h.deployments.kill(h.order(id))).state).toBe('succeeded')
    expect(running()).toEqual([])
    expect(h.deployments.leftBehind(id)).toBeNull()
  })

  test('counts until the target has confirmed the kill', async () => {
    const id = await orphaned()
    await h.deployments.kill(h.order(id))
    expect(h.deployments.leftBehind(id)).toContain('has not confirmed')
    await h.deployments.resume()
    world.gone = false
    await until(() => h.deployments.leftBehind(id) === null, 'the confirmation')
    expect(running()).toEqual([])
  })

  test('is swept by the next deployment', async () => {
    const id = await orphaned()
    world.gone = false
    world.endless.clear()
    world.lock = null
    await h.deployments.begin(h.order(id), 'deploy')
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
    expect(running()).toEqual([2])
    expect(h.deployments.leftBehind(id)).toBeNull()
  })
})

test('an agent that was ever at a target can be killed in any state', async () => {
  const { id } = await h.agent()
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  await h.deployments.begin(h.order(id), 'destroy')
  await h.deployments.idle()
  expect(h.state(id)).toBe('ready')
  expect((await h.deployments.kill(h.order(id))).state).toBe('succeeded')
  expect(world.mark).toBe(1)
  await expect(h.deployments.begin(h.order(id), 'deploy')).rejects.toMatchObject({ code: 'conflict' })
})

describe('what stays behind of a cancelled update', () => {
  async function updateLeft(): Promise<string> {
    const { id } = await h.agent()
    await h.deployments.begin(h.order(id), 'deploy')
    await h.deployments.idle()
    world.endless.add('start')
    const { id: update } = await h.deployments.begin(h.order(id), 'deploy')
    await until(() => world.done.includes('start 2'), 'the start')
    await cancelAway(id, update)
    expect(h.state(id)).toBe('error')
    world.endless.clear()
    return id
  }

  test('makes way for the previous one once the target is there again', async () => {
    const id = await updateLeft()
    await h.deployments.resume()
    world.gone = false
    await until(() => h.state(id) === 'running', 'running')
    expect(running()).toEqual([1])
  })

  test('does not bring the previous one back when the agent is to be stopped by now', async () => {
    const id = await updateLeft()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    expect(h.doc(id).desired).toBe('stopped')
    await h.deployments.resume()
    world.gone = false
    await until(() => h.deployments.leftBehind(id) === null && h.state(id) === 'stopped', 'rest')
    expect(running()).toEqual([])
    expect(world.done.filter((what) => what === 'start 1')).toHaveLength(1)
  })
})
