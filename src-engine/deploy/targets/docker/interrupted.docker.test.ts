import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instance, Observation, RolloutRequest } from '../../adapter.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { startFaultyEngine, type FaultyEngine } from './testing/faulty-engine.ts'
import { newJournal, runSteps, undoSteps, type Journal } from './testing/journal.ts'

/** Each lane is one agent that is redeployed over and over, cut off at another change each time. */
const LANES = 4
/** Changes that a rollout beside a running agent makes at the engine. */
const CHANGES = 23
/** And those of the third one on, which clears the oldest instance away: two containers and three volumes. */
const CHANGES_WITH_CLEARING = CHANGES + 5
const lanes = Array.from({ length: LANES }, (_, lane) => lane + 1)

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

/** An agent in service at generation 1, reached over a connection that can be cut. */
async function withAgent(act: (faulty: FaultyEngine, first: RolloutRequest) => Promise<void>): Promise<void> {
  const faulty = await startFaultyEngine(process.env['DOCKER_HOST'] ?? '')
  const first = bench.request({ ...bench.ref(), place: { kind: 'docker', host: faulty.host } }, 1)
  try {
    await bench.run('deploy', first)
    await act(faulty, first)
  } finally {
    faulty.close()
  }
}

/** Rolls out until the connection dies at a change, as it does when the app is killed. @returns whether it got that far */
async function cutOff(
  faulty: FaultyEngine,
  change: number,
  when: 'before' | 'after',
  request: RolloutRequest,
  journal: Journal,
): Promise<boolean> {
  faulty.arm(change, when)
  const failed = await runSteps(bench.target.steps('deploy', request), journal).then(
    () => false,
    () => true,
  )
  const cut = faulty.heal()
  expect(failed, 'a rollout fails when its connection dies, and only then').toBe(cut)
  return cut
}

async function expectThere({ ref }: RolloutRequest, active: Instance, oldest: number): Promise<void> {
  expect(running(await bench.target.observe(ref))).toEqual([{ id: active.id, role: 'active' }])
  const generations = Array.from({ length: active.generation - oldest + 1 }, (_, index) => oldest + index)
  const role = (generation: number) => (generation === active.generation ? 'active' : 'previous')
  const volumes = generations.flatMap((generation) =>
    ['key', 'link', 'pipes'].map((kind) => `control-${kind}-A-g${generation}`),
  )
  expect(await bench.names(ref)).toEqual({
    containers: generations
      .flatMap((generation) => [`control-A-g${generation}-${role(generation)}`, `control-A-g${generation}-forwarder`])
      .sort(),
    volumes: [...volumes, 'control-ws-A'].sort(),
  })
}

function running({ instances }: Observation): { readonly id: string; readonly role: string }[] {
  return instances.flatMap(({ id, role, running }) => (running ? [{ id, role }] : []))
}

async function at(change: number, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    throw new Error(`at change ${change}: ${String(cause)}`, { cause })
  }
}

const continued = new Set<number>()
test.concurrent.each(lanes)(
  'killed after a change but before it was written down, a rollout goes on to its end (lane %i)',
  async (lane) => {
    await withAgent(async (faulty, first) => {
      let previous = first.instance
      for (let change = lane; change <= CHANGES_WITH_CLEARING + LANES; change += LANES)
        await at(change, async () => {
          const request = bench.request(first.ref, previous.generation + 1, { previous })
          const journal = newJournal()
          if (await cutOff(faulty, change, 'after', request, journal)) continued.add(change)
          await runSteps(bench.target.steps('deploy', request), journal)
          await expectThere(request, request.instance, Math.max(1, request.instance.generation - 2))
          previous = request.instance
        })
    })
  },
)

const undone = new Set<number>()
test.concurrent.each(lanes)(
  'killed before a change, a rollout is undone and the old agent serves (lane %i)',
  async (lane) => {
    await withAgent(async (faulty, first) => {
      for (let change = lane; change <= CHANGES; change += LANES)
        await at(change, async () => {
          const request = bench.request(first.ref, change + 1, { previous: first.instance })
          const journal = newJournal()
          if (await cutOff(faulty, change, 'before', request, journal)) undone.add(change)
          await undoSteps(bench.target.steps('deploy', request), journal)
          await expectThere(request, first.instance, 1)
        })
    })
  },
)

test('every change of a rollout was cut both ways', () => {
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
  expect([...continued].sort((a, b) => a - b)).toEqual(upTo(CHANGES_WITH_CLEARING))
  expect([...undone].sort((a, b) => a - b)).toEqual(upTo(CHANGES))
})
