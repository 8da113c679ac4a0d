import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Observation, RolloutRequest } from '../../adapter.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { startFaultyEngine, type FaultyEngine } from './testing/faulty-engine.ts'
import { newJournal, runSteps, undoSteps, type Journal } from './testing/journal.ts'

/** One more than the changes that a rollout beside a running agent makes at the engine; the last tests hold it to that. */
const CHANGES = 24
const changes = Array.from({ length: CHANGES }, (_, index) => index + 1)
const volumesOf = (generation: number) => ['key', 'link', 'pipes'].map((kind) => `control-${kind}-A-g${generation}`)

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

interface Scene {
  readonly before: RolloutRequest
  readonly request: RolloutRequest
  readonly journal: Journal
  /** Whether the rollout had as many changes as the one it was to be cut at. */
  readonly cut: boolean
}

/** An agent in service at generation 1, and a rollout of generation 2 whose connection to the engine died at a change. */
async function interrupted(
  change: number,
  when: 'before' | 'after',
  act: (scene: Scene) => Promise<void>,
): Promise<void> {
  const faulty = await startFaultyEngine(process.env['DOCKER_HOST'] ?? '')
  const ref = { ...bench.ref(), place: { kind: 'docker', host: faulty.host } } as const
  const before = bench.request(ref, 1)
  await bench.run('deploy', before)
  const request = bench.request(ref, 2, { previous: before.instance })
  const journal = newJournal()
  try {
    const cut = await runUntilCut(faulty, change, when, request, journal)
    await act({ before, request, journal, cut })
  } finally {
    await bench.run('destroy', request)
    expect(await bench.names(ref)).toEqual({ containers: [], volumes: [] })
    faulty.close()
  }
}

async function runUntilCut(
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

function running({ instances }: Observation): { readonly id: string; readonly role: string }[] {
  return instances.flatMap(({ id, role, running }) => (running ? [{ id, role }] : []))
}

const continued = new Set<number>()
test.concurrent.each(changes)(
  'killed after change %i but before it was written down, a rollout goes on to its end',
  async (change) => {
    await interrupted(change, 'after', async ({ request, journal, cut }) => {
      if (cut) continued.add(change)
      await runSteps(bench.target.steps('deploy', request), journal)
      expect(running(await bench.target.observe(request.ref))).toEqual([{ id: request.instance.id, role: 'active' }])
      expect(await bench.names(request.ref)).toEqual({
        containers: [
          'control-A-g1-forwarder',
          'control-A-g1-previous',
          'control-A-g2-active',
          'control-A-g2-forwarder',
        ],
        volumes: [...volumesOf(1), ...volumesOf(2), 'control-ws-A'].sort(),
      })
    })
  },
)

const undone = new Set<number>()
test.concurrent.each(changes)(
  'killed before change %i, a rollout is undone and the old agent serves',
  async (change) => {
    await interrupted(change, 'before', async ({ before, request, journal, cut }) => {
      if (!cut) return
      undone.add(change)
      await undoSteps(bench.target.steps('deploy', request), journal)
      expect(running(await bench.target.observe(request.ref))).toEqual([{ id: before.instance.id, role: 'active' }])
      expect(await bench.names(request.ref)).toEqual({
        containers: ['control-A-g1-active', 'control-A-g1-forwarder'],
        volumes: [...volumesOf(1), 'control-ws-A'].sort(),
      })
    })
  },
)

test('every change of a rollout was cut both ways', () => {
  const all = changes.slice(0, -1)
  expect([...continued].sort((a, b) => a - b)).toEqual(all)
  expect([...undone].sort((a, b) => a - b)).toEqual(all)
})
