import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../../contract/values.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../store/testing/open-test-store.ts'
import type { Instance, RolloutRequest, RolloutStep, StepContext, WorkloadRef } from '../../adapter.ts'
import { agentsRunning } from './belongings.ts'
import { endEverything } from './end.ts'
import { type LocalTarget, createLocalTarget } from './index.ts'
import { readActive } from './instance-files.ts'
import { agentPaths } from './paths.ts'

let data = ''
let target: LocalTarget
let agents = 0

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'local-cut-'))
  target = createLocalTarget({
    data,
    program: { node: process.execPath, args: [fileURLToPath(new URL('./testing/fake-agent.mjs', import.meta.url))] },
    clock: systemClock,
    logger: silentLogger,
    timing: { soak: 0, every: 5, grace: 2_000, deadline: 5_000 },
  })
})
afterAll(async () => {
  target.close()
  for (let agent = 1; agent <= agents; agent += 1) await endEverything(agentPaths(data, `agt_${agent}`))
  rmSync(data, { recursive: true, force: true })
})

const first: Instance = { id: 'ins_1', revision: 'a', generation: 1 }
const second: Instance = { id: 'ins_2', revision: 'b', generation: 2 }

function requestOf(ref: WorkloadRef, instance: Instance, previous: Instance | null): RolloutRequest {
  return {
    ref,
    instance,
    previous,
    resources: { memoryMb: 128, cpus: 1 },
    credentials: () => Promise.resolve({ token: 'token', key: 'no key' }),
    runtime: () => Promise.resolve({ host: '127.0.0.1', port: 1 }),
    released: 0,
  }
}
function contextOf(results: Record<string, JsonObject>): StepContext {
  return { results, signal: new AbortController().signal, say: () => undefined }
}
async function forward(steps: readonly RolloutStep[], results: Record<string, JsonObject>): Promise<void> {
  for (const step of steps) results[step.id] ??= await step.run(contextOf(results))
}
async function back(steps: readonly RolloutStep[], begun: number): Promise<void> {
  for (const step of steps.slice(0, begun).toReversed()) await step.undo?.(contextOf({}))
}
/** A served agent and the steps of its update. */
async function updateOf(): Promise<{ readonly ref: WorkloadRef; readonly steps: readonly RolloutStep[] }> {
  agents += 1
  const ref: WorkloadRef = { org: 'org_1', agent: `agt_${agents}`, place: { kind: 'local' } }
  await forward(target.steps('deploy', requestOf(ref, first, null)), {})
  return { ref, steps: target.steps('deploy', requestOf(ref, second, first)) }
}
async function end(ref: WorkloadRef): Promise<unknown> {
  const paths = agentPaths(data, ref.agent)
  const running = [...(await agentsRunning(paths)).keys()]
  const answer: unknown = await (await target.connect(ref, running[0] ?? '')('/healthz')).json()
  return { running, active: await readActive(paths), locked: existsSync(paths.lock), answer }
}
function serving(instance: Instance): unknown {
  return { running: [instance.id], active: instance.id, locked: false, answer: { instance: instance.id } }
}

const ids = ['check', 'lock', 'create', 'handover', 'start', 'probe', 'promote', 'finish']
/** Before a step is after the journal heard of the one before it. */
const cuts = [
  ...ids.map((_, at) => [at, 'after its effect'] as const),
  ...[3, 4, 6].map((at) => [at, 'before its effect'] as const),
]

test.each(cuts)('cut off at step %i %s, an update goes on to its end, or back to the old one', async (at, when) => {
  const runTo = async (steps: readonly RolloutStep[]): Promise<Record<string, JsonObject>> => {
    expect(steps.map(({ id }) => id)).toEqual(ids)
    const results: Record<string, JsonObject> = {}
    await forward(steps.slice(0, at), results)
    // Its effect is there, and the journal never heard of it.
    if (when === 'after its effect') await steps[at]?.run(contextOf(results))
    return results
  }
  const on = await updateOf()
  await forward(on.steps, await runTo(on.steps))
  expect(await end(on.ref)).toEqual(serving(second))

  // Past the last step there is no way back.
  if (at === ids.length - 1) return
  const off = await updateOf()
  await runTo(off.steps)
  await back(off.steps, at + 1)
  expect(await end(off.ref)).toEqual(serving(first))
})

test('the lock has one holder, and outlives neither it nor a second rollout', async () => {
  const { ref, steps } = await updateOf()
  await forward(steps.slice(0, 2), {})
  const other = target.steps('deploy', requestOf(ref, { id: 'ins_3', revision: 'c', generation: 3 }, first))
  await expect(other[1]?.run(contextOf({}))).rejects.toMatchObject({ code: 'conflict' })
  await back(other, 2)
  expect(existsSync(agentPaths(data, ref.agent).lock)).toBe(true)
  await back(steps, 2)
  await other[1]?.run(contextOf({}))
})
