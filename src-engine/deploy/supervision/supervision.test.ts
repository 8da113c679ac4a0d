import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stateHistory } from '../../store/index.ts'
import { type Harness, ORG, openHarness, until } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'

let world: World
let h: Harness

beforeEach(async () => {
  world = createWorld()
  h = await openHarness(createScriptedTarget(world), { intervals: { probe: 20 } })
})
afterEach(() => h.dispose())

async function deployed(): Promise<string> {
  const { id } = await h.agent()
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  expect(h.state(id)).toBe('running')
  return id
}
function statusWrites(): number {
  return h.store.changes.head()
}
function reasons(id: string): string[] {
  return h.store
    .stream(stateHistory)
    .page(ORG, { agent: id }, { after: null, limit: 50, order: 'oldest' })
    .records.map(({ doc }) => `${doc.to}: ${doc.reason}`)
}

describe('the supervisor', () => {
  test('writes nothing while all is well', async () => {
    await deployed()
    await h.deployments.resume()
    const before = statusWrites()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(statusWrites()).toBe(before)
  })

  test('degrades from the second failure and is back when seen healthy', async () => {
    const id = await deployed()
    await h.deployments.resume()
    world.healthy = false
    await until(() => h.state(id) === 'degraded', 'degraded')
    expect(h.options.agents.observed(id)?.failures).toBeGreaterThanOrEqual(2)
    world.healthy = true
    await until(() => h.state(id) === 'running', 'running')
    expect(h.options.agents.observed(id)?.failures).toBe(0)
    expect(reasons(id).slice(-2)).toEqual(['degraded: It does not answer.', 'running: seen healthy again'])
    expect(world.done).toEqual(['start 1'])
  })

  test('tells what was changed at the target, restarts nothing for it, and takes it back once it is undone', async () => {
    const id = await deployed()
    await h.deployments.resume()
    world.changed.push('The memory limit was 1 and is 2.')
    await until(() => h.state(id) === 'degraded', 'degraded')
    expect(h.options.agents.observed(id)).toMatchObject({
      failures: 0,
      reason: 'It was changed at its target since it was deployed: The memory limit was 1 and is 2.',
    })
    const before = statusWrites()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(statusWrites(), 'said once').toBe(before)
    expect(world.done).toEqual(['start 1'])
    world.changed.pop()
    await until(() => h.state(id) === 'running', 'running')
  })

  test('one failure is none', async () => {
    const id = await deployed()
    await h.deployments.resume()
    world.healthy = false
    await until(() => (h.options.agents.observed(id)?.failures ?? 0) > 0, 'a failure')
    world.healthy = true
    await until(() => h.options.agents.observed(id)?.failures === 0, 'none')
    expect(h.moves(id).at(-1)).toBe('running')
  })

  test('restarts after the fifth, at most three times, then says so', async () => {
    const id = await deployed()
    await h.deployments.resume()
    world.healthy = false
    await until(() => h.state(id) === 'error', 'error', 15_000)
    expect(world.done.filter((what) => what === 'start 1')).toHaveLength(4)
    expect(h.options.agents.observed(id)?.reason).toBe(
      'It was restarted 3 times within 10 minutes and did not stay healthy (It does not answer.). Look at its log, then start it again.',
    )
    const restarts = h.deployments.list(ORG, { agent: id }).filter(({ kind }) => kind === 'restart')
    expect(restarts.map(({ by, state }) => [by, state])).toEqual(
      [1, 2, 3].map(() => ['system:supervisor', 'succeeded']),
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(h.deployments.list(ORG, { agent: id }).filter(({ kind }) => kind === 'restart')).toHaveLength(3)
    world.healthy = true
    await until(() => h.state(id) === 'running', 'seen healthy')
  })

  test('a restart that fails is tried again, within the same measure', async () => {
    const id = await deployed()
    await h.deployments.resume()
    world.failing.set('start', 'No memory left.')
    for (const held of world.instances.values()) held.running = false
    await until(() => h.options.agents.observed(id)?.reason.startsWith('It was restarted 3 times'), 'giving up', 15_000)
    expect(h.state(id)).toBe('error')
    expect(
      h.deployments
        .list(ORG, { agent: id })
        .filter(({ kind }) => kind === 'restart')
        .map(({ state }) => state),
    ).toEqual(['failed', 'failed', 'failed'])
  })

  test('a process that has ended is started again without waiting for the fifth', async () => {
    const id = await deployed()
    await h.deployments.resume()
    for (const held of world.instances.values()) held.running = false
    await until(() => world.done.length === 2 && h.state(id) === 'running', 'the restart')
    expect(h.moves(id).slice(-3)).toEqual(['degraded', 'starting', 'running'])
  })

  test('leaves a stopped agent alone', async () => {
    const id = await deployed()
    await h.deployments.resume()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(h.state(id)).toBe('stopped')
    expect(world.done).toEqual(['start 1', 'stop 1'])
  })
})

describe('at the start of the engine', () => {
  test('what runs is adopted without a touch', async () => {
    const id = await deployed()
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
    expect(world.done).toEqual(['start 1'])
    expect((await h.deployments.connect(ORG, id)?.('/healthz'))?.status).toBe(200)
  })

  test('what should run and does not is started', async () => {
    const id = await deployed()
    await h.reopen()
    for (const held of world.instances.values()) held.running = false
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1', 'start 1'])
    expect(h.moves(id).slice(-2)).toEqual(['starting', 'running'])
    expect(reasons(id).at(-2)).toBe('starting: it should run and did not (exit code 0)')
  })

  test('what should not run is stopped', async () => {
    const id = await deployed()
    await h.change(id, { desired: 'stopped' })
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(h.state(id)).toBe('stopped')
    expect(world.done).toEqual(['start 1', 'stop 1'])
  })

  test('what was killed elsewhere is not started, and what of it runs is ended', async () => {
    const id = await deployed()
    await h.change(id, { killNo: 3 })
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1', 'stop 1', 'kill 3'])
    expect(h.state(id)).toBe('stopped')
  })

  test('a mark at the target counts, also when the document knows nothing of it', async () => {
    const id = await deployed()
    await h.reopen()
    world.mark = 2
    for (const held of world.instances.values()) held.running = false
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1'])
    expect(h.state(id)).toBe('stopped')
  })

  test('a target that cannot be reached changes nothing', async () => {
    const id = await deployed()
    await h.reopen()
    world.gone = true
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1'])
    expect(h.moves(id).at(-1)).toBe('running')
  })

  test('an agent that was told another address of the control center is restarted', async () => {
    // A step asked for the address, as those of real targets do.
    const asks = createScriptedTarget(world)
    await h.dispose()
    let port = 1
    h = await openHarness(
      {
        ...asks,
        steps: (kind, request) =>
          asks
            .steps(kind, request)
            .map((step) =>
              step.id === 'create' || step.id === 'start'
                ? { ...step, run: async (context) => (await request.runtime(), step.run(context)) }
                : step,
            ),
      },
      { intervals: { probe: 3_600_000 }, runtimeAddress: () => Promise.resolve({ host: '127.0.0.1', port }) },
    )
    const id = await deployed()
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1'])
    port = 2
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1', 'stop 1', 'start 1'])
    expect(h.state(id)).toBe('running')
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toHaveLength(3)
  })

  test('agents keep running after a close', async () => {
    await deployed()
    await h.deployments.close()
    expect(world.done).toEqual(['start 1'])
  })

  test('unless they are told to stop with the app; then the next start brings them up', async () => {
    h.wrap((options) => ({ ...options, stopLocalOnClose: true }))
    const id = await deployed()
    await h.reopen()
    await h.deployments.close()
    expect(world.done).toEqual(['start 1', 'stop 1'])
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1', 'stop 1', 'start 1'])
    expect(h.state(id)).toBe('running')
    h.wrap((options) => options)
  })
})

describe('a target that was away at the start', () => {
  test('is looked at once it is back: what should not run is stopped', async () => {
    const id = await deployed()
    await h.change(id, { desired: 'stopped' })
    await h.reopen()
    world.gone = true
    await h.deployments.resume()
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1'])
    world.gone = false
    await until(() => h.state(id) === 'stopped', 'the stop')
    expect(world.done).toEqual(['start 1', 'stop 1'])
  })

  test('is looked at even where nothing seems to differ', async () => {
    const id = await deployed()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    await h.reopen()
    for (const held of world.instances.values()) held.running = true // as after a restart of the target's machine
    world.gone = true
    await h.deployments.resume()
    await h.deployments.idle()
    world.gone = false
    await until(() => world.done.filter((what) => what === 'stop 1').length > 1 || null, 'the second stop', 3_000)
  })

  test('what should run and does not is started', async () => {
    const id = await deployed()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    await h.change(id, { desired: 'running' })
    await h.reopen()
    world.gone = true
    await h.deployments.resume()
    await h.deployments.idle()
    world.gone = false
    await until(() => h.state(id) === 'running', 'the start')
  })
})
