import { existsSync } from 'node:fs'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Deployments } from '../index.ts'
import { type Harness, ORG, openHarness } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld, mortal } from '../testing/scripted-target.ts'

/** What is there before the engine dies, what it was doing, and what has to be there once the next one came to rest. */
interface Scenario {
  readonly before?: (h: Harness, id: string, world: World) => Promise<void>
  readonly act: (deployments: Deployments, h: Harness, id: string) => Promise<unknown>
  /** States that count as "the order never reached the disk" and as "it was carried out". */
  readonly refused: string
  readonly done: string
  readonly check?: (world: World, carriedOut: boolean) => void
}

const scenarios: Record<string, Scenario> = {
  'a first deployment': { act: begin('deploy'), refused: 'ready', done: 'running' },
  'an update': {
    before: deployed,
    act: begin('deploy'),
    refused: 'running',
    done: 'running',
    check: (world, carriedOut) => expect(runningIn(world)).toEqual([carriedOut ? 2 : 1]),
  },
  'an update that fails and is taken back': {
    before: async (h, id, world) => {
      await deployed(h, id)
      world.failing.set('promote', 'No.')
    },
    act: begin('deploy'),
    refused: 'running',
    done: 'running',
    check: (world) => {
      expect(runningIn(world)).toEqual([1])
      expect([...world.instances.values()].map(({ generation, role }) => [generation, role])).toEqual([[1, 'active']])
    },
  },
  'a first deployment that fails': {
    before: (_h, _id, world) => Promise.resolve(void world.failing.set('start', 'No.')),
    act: begin('deploy'),
    refused: 'ready',
    done: 'error',
    check: (world) => expect(world.instances.size).toBe(0),
  },
  'a stop': {
    before: deployed,
    act: begin('stop'),
    refused: 'running',
    done: 'stopped',
    check: (world, carriedOut) => expect(runningIn(world)).toEqual(carriedOut ? [] : [1]),
  },
  'a restart': {
    before: deployed,
    act: begin('restart'),
    refused: 'running',
    done: 'running',
    check: (world) => expect(runningIn(world)).toEqual([1]),
  },
  'a destroy': {
    before: deployed,
    act: begin('destroy'),
    refused: 'running',
    done: 'ready',
    check: (world, carriedOut) => expect(world.instances.size).toBe(carriedOut ? 0 : 1),
  },
  'a kill': {
    before: deployed,
    act: (deployments, h, id) => deployments.kill(h.order(id)),
    refused: 'running',
    done: 'stopped',
    check: (world, carriedOut) => {
      expect(runningIn(world)).toEqual(carriedOut ? [] : [1])
      expect(world.mark).toBe(carriedOut ? 1 : null)
    },
  },
}

// An engine that dies here takes no disk with it: memory serves, and is many times faster.
beforeAll(() => {
  if (existsSync('/dev/shm')) vi.stubEnv('TMPDIR', '/dev/shm')
  return () => void vi.unstubAllEnvs()
})

test.each(Object.entries(scenarios))('%s ends the same, whenever the engine dies', async (_name, scenario) => {
  const points = await pointsOf(scenario)
  expect(points).toBeGreaterThan(5)
  const all = Array.from({ length: points }, (_, index) => index + 1)
  let carriedOut = 0
  // Each death has a store of its own; most of the time is spent waiting for the disk.
  for (let next = all.splice(0, 8); next.length > 0; next = all.splice(0, 8)) {
    const reached = await Promise.all(next.map((point) => dieAt(scenario, point, points)))
    carriedOut += reached.filter(Boolean).length
  }
  // All but the deaths before the journal knew of it.
  expect(carriedOut).toBeGreaterThan(points - 4)
})

/** Lets an engine die at one point and the next one take over. Answers whether the order had reached the journal. */
async function dieAt(scenario: Scenario, point: number, points: number): Promise<boolean> {
  const world = createWorld()
  const h = await openHarness(createScriptedTarget(world), { intervals: { probe: 3_600_000 } })
  const { id } = await h.agent()
  await scenario.before?.(h, id, world)
  h.wrap((options) => ({ ...options, store: mortal(options.store, world) }))
  await h.reopen()
  const before = h.deployments.list(ORG, { agent: id }).length
  world.arm(point)
  scenario.act(h.deployments, h, id).catch(() => undefined)
  await world.died

  h.wrap((options) => options)
  await h.reopen()
  const reached = h.deployments.list(ORG, { agent: id }).length > before
  await h.deployments.resume()
  await h.deployments.idle()
  expect({
    point: `${point} of ${points}`,
    done: world.done,
    state: h.state(id),
    several: runningIn(world).length > 1,
    lock: world.lock,
    unfinished: h.deployments.list(ORG, { agent: id, state: 'running' }),
  }).toEqual({
    point: `${point} of ${points}`,
    done: world.done,
    state: reached ? scenario.done : scenario.refused,
    several: false,
    lock: null,
    unfinished: [],
  })
  scenario.check?.(world, reached)
  await h.dispose()
  return reached
}

/** How many points the scenario passes when nobody dies. */
async function pointsOf(scenario: Scenario): Promise<number> {
  const world = createWorld()
  const h = await openHarness(createScriptedTarget(world), { intervals: { probe: 3_600_000 } })
  const { id } = await h.agent()
  await scenario.before?.(h, id, world)
  h.wrap((options) => ({ ...options, store: mortal(options.store, world) }))
  await h.reopen()
  world.arm(-1)
  await scenario.act(h.deployments, h, id)
  await h.deployments.idle()
  await h.dispose()
  return world.points()
}

async function deployed(h: Harness, id: string): Promise<void> {
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  expect(h.state(id)).toBe('running')
}

function begin(kind: 'deploy' | 'stop' | 'restart' | 'destroy'): Scenario['act'] {
  return (deployments, h, id) => deployments.begin(h.order(id), kind)
}

function runningIn(world: World): number[] {
  return [...world.instances.values()].filter(({ running }) => running).map(({ generation }) => generation)
}
