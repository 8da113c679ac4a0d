import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { agents } from '../../contract/agents.ts'
import { EngineError } from '../../kernel/errors.ts'
import { secrets } from '../../contract/secrets.ts'
import { providers } from '../../contract/providers.ts'
import { activityEvents } from '../../store/index.ts'
import { type Harness, ORG, openHarness, until } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'

let world: World
let h: Harness

beforeEach(async () => {
  world = createWorld()
  h = await openHarness(createScriptedTarget(world), { intervals: { probe: 3_600_000 } })
})
afterEach(() => h.dispose())

async function deployed(): Promise<string> {
  const { id } = await h.agent()
  await h.deployments.begin(h.order(id), 'deploy')
  await h.deployments.idle()
  expect(h.state(id)).toBe('running')
  return id
}
function auditOf(id: string): string[] {
  return h.store.audit.page(ORG, { target: id }, null, 100).items.map(({ action, outcome }) => `${action} ${outcome}`)
}

/** What the activity of an agent says of its deployments, oldest first. */
function saidOf(agent: string): string[] {
  const page = h.store
    .stream(activityEvents)
    .page(ORG, { agent, type: 'deployment' }, { after: null, limit: 100, order: 'oldest' })
  return page.records.map(({ doc }) => doc.message)
}

describe('begin', () => {
  test('the activity says in one sentence what was done, and of what failed also what it was', async () => {
    const id = await deployed()
    world.failing.set('promote', 'The disk of the target is full.')
    await h.deployments.begin(h.order(id), 'deploy')
    await h.deployments.idle()
    expect(saidOf(id)).toEqual([
      'Deployed, and seen serving.',
      expect.stringMatching(/^Deployment failed and was taken back\. .*The disk of the target is full\./),
    ])
  })

  test('records who and why at every move, what is desired, and the audit', async () => {
    const { id } = await h.agent()
    const begun = await h.deployments.begin(h.order(id, 'first try'), 'deploy')
    expect(begun).toMatchObject({
      state: 'running',
      kind: 'deploy',
      by: 'user:usr_0000000001',
      steps: [{ id: 'lock', state: 'waiting' }, {}, {}, {}, {}],
    })
    expect(h.doc(id).desired).toBe('running')
    await h.deployments.idle()
    expect(h.deployments.get(ORG, begun.id)?.steps.map(({ state }) => state)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
    ])
    expect(h.moves(id)).toEqual(['draft', 'configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running'])
    expect(h.options.agents.observed(id)).toMatchObject({
      deployment: begun.id,
      revision: begun.revision,
      reason: 'seen serving',
    })
  })

  test.each([
    ['stop', 'An agent that is ready cannot become stopped.'],
    ['start', 'An agent that is ready cannot become starting.'],
    ['restart', 'An agent that is ready cannot become starting.'],
  ] as const)('%s of an agent that was never deployed is no legal move', async (kind, message) => {
    const { id } = await h.agent()
    await expect(h.deployments.begin(h.order(id), kind)).rejects.toMatchObject({ code: 'illegal_transition', message })
    expect(h.deployments.list(ORG, {})).toEqual([])
  })

  test('an agent of another organization is not there', async () => {
    const id = await deployed()
    const order = { ...h.order(id), org: 'org_0000000002' }
    await expect(h.deployments.begin(order, 'stop')).rejects.toMatchObject({ code: 'not_found' })
    await expect(h.deployments.kill(order)).rejects.toMatchObject({ code: 'not_found' })
    expect(h.deployments.connect('org_0000000002', id)).toBeNull()
    expect(h.deployments.list('org_0000000002', {})).toEqual([])
    const [own] = h.deployments.list(ORG, { agent: id })
    expect(h.deployments.get('org_0000000002', own?.id ?? '')).toBeUndefined()
  })

  test('two at once: one wins', async () => {
    const { id } = await h.agent()
    const answers = await Promise.allSettled([
      h.deployments.begin(h.order(id), 'deploy'),
      h.deployments.begin(h.order(id), 'deploy'),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await h.deployments.idle()
    expect(world.done).toEqual(['start 1'])
  })

  test('a plan that is no longer current is refused', async () => {
    const { id } = await h.agent()
    const { revision } = await h.deployments.plan(ORG, id)
    await h.change(id, { instructions: 'Other ones.' })
    await expect(h.deployments.begin(h.order(id), 'deploy', revision)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('an order for a version that is not current any more is refused', async () => {
    const id = await deployed()
    const seen = h.store.get(agents, ORG, id)?.version ?? 0
    await h.change(id, { instructions: 'Other ones.' })
    const stale = { ...h.order(id), ifVersion: seen }
    for (const kind of ['deploy', 'stop', 'restart', 'destroy'] as const)
      await expect(h.deployments.begin(stale, kind)).rejects.toMatchObject({ code: 'precondition_failed' })
    expect(h.doc(id).desired).toBe('running')
    await h.deployments.kill(h.order(id))
    await expect(h.deployments.release(stale, 1)).rejects.toMatchObject({ code: 'precondition_failed' })
    expect(h.doc(id).released).toBe(0)
    await h.deployments.release({ ...stale, ifVersion: h.store.get(agents, ORG, id)?.version ?? 0 }, 1)
    await h.deployments.begin({ ...stale, ifVersion: h.store.get(agents, ORG, id)?.version ?? 0 }, 'start')
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
  })

  test('a target that cannot be reached refuses before anything is written', async () => {
    const { id } = await h.agent()
    world.gone = true
    await expect(h.deployments.begin(h.order(id), 'deploy')).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(h.state(id)).toBe('ready')
    expect(h.doc(id).desired).toBe('stopped')
  })

  test('a locked vault refuses what needs a key from it', async () => {
    const agent = await h.agent()
    await h.store.transaction({ org: ORG, actor: 'system:test', requestId: '' }, (tx) => {
      const secret = tx.insert(secrets, {
        id: 'sec_0000000001',
        org: ORG,
        createdAt: tx.at,
        name: 'key',
        updatedAt: tx.at,
      })
      tx.update(providers, agent.model?.provider ?? '', { endpoint: { baseUrl: null, secret: secret.doc.id } })
    })
    h.vault.setState('locked')
    await expect(h.deployments.begin(h.order(agent.id), 'deploy')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('vault of this machine is locked'),
    })
    h.vault.setState('unlocked')
    await h.deployments.begin(h.order(agent.id), 'deploy')
  })

  test('a failed update keeps the previous one serving, and says so', async () => {
    const id = await deployed()
    world.failing.set('promote', 'The disk of the target is full.')
    const { id: update } = await h.deployments.begin(h.order(id), 'deploy')
    expect(h.state(id)).toBe('updating')
    await h.deployments.idle()
    expect(h.deployments.get(ORG, update)).toMatchObject({
      state: 'rolled-back',
      detail: 'Step promote: The disk of the target is full. The previous agent serves on.',
    })
    expect(h.state(id)).toBe('running')
    expect(world.done).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2', 'start 1'])
    expect(auditOf(id)).toContain('deployments.end failed')
  })

  test('a journal that cannot be written for a while holds it up and no more', async () => {
    let refusals = 0
    h.wrap((options) => ({
      ...options,
      store: {
        ...options.store,
        // The disk is full from the third write on, for two writes.
        transaction: (context, body) => {
          refusals += 1
          if (refusals === 3 || refusals === 4)
            return Promise.reject(new EngineError('storage_full', 'The disk is full.'))
          return options.store.transaction(context, body)
        },
      },
    }))
    const { id } = await h.agent()
    await h.reopen()
    await h.deployments.begin(h.order(id), 'deploy')
    await h.deployments.idle()
    expect(refusals).toBeGreaterThan(4)
    expect(h.state(id)).toBe('running')
    expect(world.done).toEqual(['start 1'])
  })

  test('a stop makes a deployment under way give way', async () => {
    const { id } = await h.agent()
    world.endless.add('create')
    const { id: deploy } = await h.deployments.begin(h.order(id), 'deploy')
    await until(() => world.instances.size > 0, 'the instance')
    await expect(h.deployments.begin(h.order(id), 'deploy')).rejects.toMatchObject({ code: 'illegal_transition' })
    const { id: stop } = await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    expect(h.deployments.get(ORG, stop)?.state).toBe('succeeded')
    expect(h.deployments.get(ORG, deploy)?.state).toBe('cancelled')
    expect(h.state(id)).toBe('ready')
    expect(h.doc(id).desired).toBe('stopped')
    expect(world.instances.size).toBe(0)
  })
})

describe('cancel', () => {
  test('of a first deployment leaves nothing and the agent ready', async () => {
    const { id } = await h.agent()
    world.endless.add('start')
    const { id: deploy } = await h.deployments.begin(h.order(id), 'deploy')
    await until(() => world.done.includes('start 1'), 'the start')
    expect(h.state(id)).toBe('starting')
    await h.deployments.cancel({ ...h.order(id), reason: 'changed my mind' }, deploy)
    await h.deployments.idle()
    expect(h.deployments.get(ORG, deploy)).toMatchObject({ state: 'cancelled', detail: 'changed my mind' })
    expect(world.instances.size).toBe(0)
    expect(h.state(id)).toBe('ready')
    expect(h.doc(id).desired).toBe('stopped')
    await expect(h.deployments.cancel(h.order(id), deploy)).rejects.toMatchObject({ code: 'conflict' })
    await expect(h.deployments.cancel({ ...h.order(id), org: 'org_0000000002' }, deploy)).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('kill', () => {
  test('the counter is on disk and tokens are void before the target is touched', async () => {
    const id = await deployed()
    const { token } = await h.options.tokens.issue({
      org: ORG,
      agent: id,
      instance: [...world.instances.keys()][0] ?? '',
    })
    world.arm(1) // the target hangs
    void h.deployments.kill(h.order(id)).catch(() => undefined)
    await world.died
    expect(h.doc(id)).toMatchObject({ killNo: 1, released: 0, desired: 'stopped' })
    expect(await h.options.tokens.authenticate(token)).toBeNull()
    expect(world.done).toEqual(['start 1'])
    await h.reopen()
    expect(h.doc(id).killNo).toBe(1)
    expect(await h.options.tokens.authenticate(token)).toBeNull()
  })

  test('nothing starts before a release that names it; a release names the current kill', async () => {
    const id = await deployed()
    await h.deployments.kill(h.order(id, 'it went wild'))
    expect(h.state(id)).toBe('stopped')
    expect(h.options.agents.observed(id)?.reason).toBe('killed (kill 1): Nothing runs.')
    for (const kind of ['start', 'deploy'] as const)
      await expect(h.deployments.begin(h.order(id), kind)).rejects.toMatchObject({ code: 'conflict' })
    await h.deployments.kill(h.order(id))
    await expect(h.deployments.release(h.order(id), 1)).rejects.toMatchObject({
      code: 'conflict',
      details: { killNo: 2 },
    })
    expect(world.mark).toBe(2)
    await h.deployments.release(h.order(id), 2)
    expect(world.mark).toBeNull()
    await expect(h.deployments.release(h.order(id), 2)).rejects.toMatchObject({ code: 'conflict' })
    expect(h.state(id)).toBe('stopped')
    await h.deployments.begin(h.order(id), 'start')
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
    expect(auditOf(id)).toEqual(
      expect.arrayContaining(['agents.kill done', 'agents.release done', 'agents.start done']),
    )
  })

  test('a mark that somebody else left forbids a start, until it is released by its number', async () => {
    const id = await deployed()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    world.mark = 7
    for (const kind of ['start', 'deploy'] as const)
      await expect(h.deployments.begin(h.order(id), kind)).rejects.toMatchObject({
        code: 'conflict',
        details: { killNo: 7 },
      })
    expect(world.done).toEqual(['start 1', 'stop 1'])
    await h.deployments.release(h.order(id), 7)
    await h.deployments.begin(h.order(id), 'start')
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
  })

  test('a store that cannot write does not keep an agent alive', async () => {
    const id = await deployed()
    const full = new EngineError('storage_full', 'The disk is full.')
    h.wrap((options) => ({ ...options, store: { ...options.store, transaction: () => Promise.reject(full) } }))
    await h.reopen()
    await expect(h.deployments.kill(h.order(id))).rejects.toMatchObject({
      code: 'storage_full',
      message: expect.stringContaining('was ended and marked at its target'),
    })
    expect(world.done).toEqual(['start 1', 'stop 1', 'kill 1'])
    h.wrap((options) => options)
    await h.reopen()
    await h.deployments.kill(h.order(id))
    expect(h.doc(id).killNo).toBe(1)
    await h.deployments.release(h.order(id), 1)
    expect(world.mark).toBeNull()
  })

  test('a target that cannot be reached leaves it unconfirmed, and the supervisor finishes it', async () => {
    h.wrap((options) => ({ ...options, intervals: { probe: 15 } }))
    const id = await deployed()
    await h.reopen()
    world.gone = true
    const killed = await h.deployments.kill(h.order(id))
    expect(killed).toMatchObject({
      state: 'failed',
      detail: 'process not confirmed: The target cannot be reached. Switch it on.',
    })
    expect(h.state(id)).toBe('stopped')
    expect(h.options.agents.observed(id)?.unconfirmedKill).toEqual({
      killNo: 1,
      needs: 'The target cannot be reached. Switch it on.',
    })
    await expect(h.deployments.release(h.order(id), 1)).rejects.toMatchObject({ code: 'dependency_unavailable' })
    await h.deployments.resume()
    world.gone = false
    await until(() => world.done.includes('kill 1'), 'the kill')
    await until(() => h.options.agents.observed(id)?.reason === 'killed (kill 1): Nothing runs.', 'the confirmation')
    expect(h.options.agents.observed(id)?.unconfirmedKill).toBeNull()
  })

  test('in the middle of a restart a token that is made after it is void too', async () => {
    const tokens: string[] = []
    const gate = Promise.withResolvers<void>()
    const target = createScriptedTarget(world)
    await h.dispose()
    h = await openHarness(
      {
        ...target,
        steps: (kind, request) =>
          target.steps(kind, request).map((step) => ({
            ...step,
            async run(context) {
              const result = await step.run(context)
              if (kind !== 'restart' || step.id !== 'stop') return result
              await gate.promise
              tokens.push((await request.credentials()).token)
              return result
            },
          })),
      },
      { intervals: { probe: 3_600_000 } },
    )
    const id = await deployed()
    await h.deployments.begin(h.order(id), 'restart')
    await until(() => world.done.includes('stop 1'), 'the stop')
    await h.deployments.kill(h.order(id))
    gate.resolve()
    await h.deployments.idle()
    expect(tokens).toHaveLength(1)
    expect(await h.options.tokens.authenticate(tokens[0] ?? '')).toBeNull()
  })

  test('in the middle of a deployment nothing of it stays, and its lock is free', async () => {
    const id = await deployed()
    world.endless.add('start')
    const { id: update } = await h.deployments.begin(h.order(id), 'deploy')
    await until(() => world.done.includes('start 2'), 'the start')
    expect((await h.deployments.kill(h.order(id))).state).toBe('succeeded')
    await h.deployments.idle()
    expect(h.doc(id).desired).toBe('stopped')
    expect(h.deployments.get(ORG, update)).toMatchObject({ state: 'cancelled' })
    expect([...world.instances.values()].filter(({ running }) => running)).toEqual([])
    expect(world.lock).toBeNull()
    expect(h.state(id)).toBe('stopped')
  })

  test('an agent that has nothing at a target cannot be killed', async () => {
    const { id } = await h.agent()
    await expect(h.deployments.kill(h.order(id))).rejects.toMatchObject({ code: 'illegal_transition' })
    expect(h.doc(id).killNo).toBe(0)
  })
})
