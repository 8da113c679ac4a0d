import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { profileSchema } from '../../contract/permissions.ts'
import { type Harness, ORG, openHarness } from '../testing/harness.ts'
import { type World, createScriptedTarget, createWorld } from '../testing/scripted-target.ts'
import { permissionsGained } from './permissions-gained.ts'

describe('permissions gained', () => {
  const tools = ['read', 'write', 'exec', 'web_fetch']
  const rule = { label: 'a rule' }
  const config = (permissions: object, own = tools): Parameters<typeof permissionsGained>[1] => ({
    tools: own,
    permissions: profileSchema.parse(permissions),
  })

  test('with nothing deployed, all that is not denied is gained', () => {
    const to = config({
      rules: { r: { ...rule, verdict: 'allow', tools: ['read'] }, e: { ...rule, verdict: 'ask', tools: ['exec'] } },
    })
    expect(permissionsGained(null, to)).toEqual([
      'Read file: allowed now, was not there.',
      'Run program: asked first now, was not there.',
    ])
  })

  test('a narrower profile gains nothing', () => {
    const from = config({ otherwise: 'allow', allowedHosts: ['a.test'], approvalsRequired: 1 })
    const to = config(
      {
        otherwise: 'ask',
        rules: { r: { ...rule, verdict: 'deny', tools: ['exec'] } },
        approvalsRequired: 2,
        rate: { perMinute: 1, perHour: 1, perDay: 1 },
      },
      ['read', 'exec'],
    )
    expect(permissionsGained(from, to)).toEqual([])
    expect(permissionsGained(from, from)).toEqual([])
  })

  test('a looser verdict, a tool that was blocked, a tool that is new', () => {
    const from = config(
      { otherwise: 'ask', maxRisk: 'medium', rules: { r: { ...rule, verdict: 'deny', tools: ['write'] } } },
      ['read', 'write', 'exec'],
    )
    const to = config({ otherwise: 'ask', rules: { a: { ...rule, verdict: 'allow', tools: ['read'] } } })
    expect(permissionsGained(from, to)).toEqual([
      'Read file: allowed now, was asked first.',
      'Write file: asked first now, was denied.',
      'Run program: asked first now, was denied.',
      'Fetch web page: asked first now, was not there.',
    ])
  })

  test('rules on arguments: one that allows more, one that holds less back', () => {
    const when = [{ path: '/path', op: 'under', value: 'drafts' }]
    const wider = [{ path: '/path', op: 'under', value: '.' }]
    const from = config({
      otherwise: 'ask',
      rules: {
        a: { ...rule, verdict: 'allow', tools: ['write'], when },
        d: { label: 'no secrets', verdict: 'deny', tools: ['read'], when },
      },
    })
    expect(
      permissionsGained(
        from,
        config({ otherwise: 'ask', rules: { a: { ...rule, verdict: 'allow', tools: ['write'], when: wider } } }),
      ),
    ).toEqual([
      'Read file: the rule “no secrets” holds nothing back any more.',
      'Write file: some calls are allowed by the rule “a rule”, which has changed.',
    ])
  })

  test('an unconditional denial makes looser rules behind it count for nothing', () => {
    const rules = {
      d: { ...rule, verdict: 'deny', tools: ['write'] },
      a: { ...rule, verdict: 'allow', tools: ['write'], when: [{ path: '/path', op: 'equals', value: 'x' }] },
    }
    expect(permissionsGained(config({}), config({ rules }))).toEqual([])
  })

  test('hosts, votes and rates', () => {
    const from = config({ otherwise: 'ask', allowedHosts: ['a.test'], approvalsRequired: 2 })
    const to = config({
      otherwise: 'ask',
      allowedHosts: ['a.test', 'b.test'],
      approvalsRequired: 1,
      rate: { perMinute: 61, perHour: 1_000, perDay: 10_000 },
    })
    expect(permissionsGained(from, to)).toEqual([
      'Fetch web page: may reach b.test.',
      'An approval needs 1 of 2 votes it needed.',
      'More calls: 61 a minute, 1000 an hour, 10000 a day (60, 1000, 10000 before).',
    ])
  })
})

describe('plan', () => {
  let world: World
  let h: Harness
  beforeEach(async () => {
    world = createWorld()
    h = await openHarness(createScriptedTarget(world), { intervals: { probe: 3_600_000 } })
  })
  afterEach(() => h.dispose())

  test('of a first deployment names everything; of an unchanged one, that nothing changed', async () => {
    const { id, target } = await h.agent({ tools: ['read'], permissions: profileSchema.parse({ otherwise: 'allow' }) })
    const first = await h.deployments.plan(ORG, id)
    expect(first).toMatchObject({
      agent: id,
      target,
      previousRevision: null,
      permissionsGained: ['Read file: allowed now, was not there.'],
      downtime: { expected: false },
      refusals: [],
    })
    expect(first.changes).toContainEqual({ field: 'name', from: '', to: 'Iris' })
    expect(first.steps.map((step) => step.id)).toEqual(['lock', 'create', 'start', 'promote', 'finish'])
    expect(first.notes).toContain('A target in memory.')
    await h.deployments.begin(h.order(id), 'deploy', first.revision)
    await h.deployments.idle()

    const same = await h.deployments.plan(ORG, id)
    expect(same).toMatchObject({
      changes: [],
      permissionsGained: [],
      previousRevision: first.revision,
      downtime: { expected: true },
    })
    expect(same.notes[0]).toContain('Nothing was changed')
    await h.change(id, { instructions: 'x'.repeat(500), tools: ['read', 'write'] })
    const next = await h.deployments.plan(ORG, id)
    expect(next.changes.map(({ field }) => field)).toEqual(['instructions', 'tools'])
    expect(next.changes[0]?.to).toHaveLength(120)
    expect(next.permissionsGained).toEqual(['Write file: allowed now, was not there.'])
  })

  test('without model or target there is no plan; a killed agent and a moved one are refused', async () => {
    const bare = await h.agent({ model: null })
    await expect(h.deployments.plan(ORG, bare.id)).rejects.toMatchObject({ code: 'conflict' })
    const homeless = await h.agent({ target: null })
    await expect(h.deployments.plan(ORG, homeless.id)).rejects.toMatchObject({ code: 'conflict' })

    const agent = await h.agent()
    await h.deployments.begin(h.order(agent.id), 'deploy')
    await h.deployments.idle()
    await h.change(agent.id, { target: bare.target })
    expect((await h.deployments.plan(ORG, agent.id)).refusals).toEqual([
      `Iris is deployed to Here, with its workspace there. Destroy it there first, then deploy it to the new target.`,
    ])
    await expect(h.deployments.begin(h.order(agent.id), 'deploy')).rejects.toMatchObject({ code: 'conflict' })
    await h.change(agent.id, { target: agent.target })
    await h.deployments.kill(h.order(agent.id))
    expect((await h.deployments.plan(ORG, agent.id)).refusals[0]).toBe(
      'Iris was killed (kill 1). Release it first, naming that kill.',
    )
  })
})
