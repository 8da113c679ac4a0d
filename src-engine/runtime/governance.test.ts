import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStoreHouse } from '../compose/runtime/testing/store-house.ts'
import { profileSchema } from '../contract/permissions.ts'
import { argsHash } from '../decide/index.ts'
import { createRuntimeApp } from './app.ts'
import { callerOf, type Answer } from './testing/caller.ts'
import type { House } from './testing/house.ts'
import { openMemoryHouse } from './testing/memory-house.ts'
import { OTHER_TOKEN } from './testing/memory-ports.ts'

const args = { path: 'a.txt', content: 'hello' }
let house: House
let call: ReturnType<typeof callerOf>
let stranger: ReturnType<typeof callerOf>
let made = 0

function decide(over: object = {}, key = `key-${made++}`): Promise<Answer> {
  return call(
    'POST',
    '/tools/decide',
    { run: house.run, call: 'c1', tool: 'write', args, ...over },
    { 'idempotency-key': key },
  )
}
function result(decisionId: unknown, over: object = {}): Promise<Answer> {
  return call('POST', '/tools/result', {
    decisionId,
    run: house.run,
    tool: 'write',
    args,
    outcome: 'ok',
    durationMs: 5,
    bytes: 5,
    output: 'done',
    ...over,
  })
}

describe.each([
  ['maps', openMemoryHouse],
  ['the store of production', openStoreHouse],
] as const)('over %s', (_name, open) => {
  beforeEach(async () => {
    house = await open()
    const app = createRuntimeApp(house.ports)
    call = callerOf(app)
    stranger = callerOf(app, OTHER_TOKEN)
  })
  afterEach(() => house.dispose())

  describe('deciding', () => {
    test('records the judgement with its policy revision, our own hash and the way to it', async () => {
      const { status, body } = await decide()
      expect(status).toBe(200)
      expect(body).toMatchObject({ verdict: 'allow', expiresAt: '2026-11-23T12:01:00.000Z' })
      expect(house.decisions().find(({ id }) => id === body['decisionId'])).toMatchObject({
        verdict: 'allow',
        argsHash: argsHash(args),
        policyRev: house.policyRev(),
        run: house.run,
        call: 'c1',
        agent: house.agent,
        decidedBy: 'rules',
        passed: ['agent', 'tool', 'arguments', 'budget', 'rate'],
      })
    })

    test.each(['paused', 'stopped', 'killed'] as const)(
      'denies everything while the agent is %s, also a repeat of what was allowed',
      async (kind) => {
        expect((await decide({}, 'same')).body).toMatchObject({ verdict: 'allow' })
        const reason = await house.hold(kind)
        expect((await decide({}, 'same')).body).toMatchObject({ verdict: 'deny', reason })
        expect((await decide({ tool: 'read', args: { path: 'a' } })).body).toMatchObject({ verdict: 'deny' })
        expect(house.decisions().filter((one) => one.verdict === 'deny')).toHaveLength(2)
      },
    )

    test('denies a repeat of what was allowed once its run has ended', async () => {
      expect((await decide({}, 'same')).body).toMatchObject({ verdict: 'allow' })
      await house.endRun()
      expect((await decide({}, 'same')).body).toMatchObject({ verdict: 'deny', reason: expect.stringContaining('run') })
    })

    test('denies runs that are not open for this agent', async () => {
      expect((await decide({ run: 'run_00000002' })).body).toMatchObject({ verdict: 'deny' })
      const foreign = await stranger('POST', '/tools/decide', { run: house.run, call: 'c1', tool: 'write', args })
      expect(foreign.body).toMatchObject({ verdict: 'deny' })
    })

    test('gives a retry the same decision, and another body another one', async () => {
      const [first, again, other] = [
        await decide({}, 'k'),
        await decide({}, 'k'),
        await decide({ args: { ...args, content: 'x' } }, 'k'),
      ]
      expect(again.body).toEqual(first.body)
      expect(other.body['decisionId']).not.toBe(first.body['decisionId'])
      expect(house.decisions()).toHaveLength(2)
    })

    test('knows a repeat without a key by its call', async () => {
      const body = { run: house.run, call: 'c1', tool: 'write', args }
      const [first, again, other] = [
        await call('POST', '/tools/decide', body),
        await call('POST', '/tools/decide', body),
        await call('POST', '/tools/decide', { ...body, call: 'c2' }),
      ]
      expect(again.body).toEqual(first.body)
      expect(other.body['decisionId']).not.toBe(first.body['decisionId'])
    })

    test('counts calls made together before any of them is written', async () => {
      await house.setProfile(profileSchema.parse({ otherwise: 'allow', rate: { perMinute: 3 } }))
      const answers = await Promise.all(Array.from({ length: 8 }, () => decide()))
      expect(answers.filter(({ body }) => body['verdict'] === 'allow')).toHaveLength(3)
    })

    test('answers nothing when the record cannot be written', async () => {
      const failing = {
        ...house.ports,
        decisions: {
          ...house.ports.decisions,
          record: async () => {
            throw new Error('disk full: /secret/place')
          },
        },
      }
      const { status, body } = await callerOf(createRuntimeApp(failing))('POST', '/tools/decide', {
        run: house.run,
        call: 'c1',
        tool: 'write',
        args,
      })
      expect(status).toBe(500)
      expect(JSON.stringify(body)).not.toContain('secret')
    })

    describe('denies the tools of a run that is over its', () => {
      const book = (key: string, inputTokens: number): Promise<Answer> =>
        call('POST', '/usage', { key, run: house.run, model: 'm', inputTokens, outputTokens: 0 })

      test('tokens', async () => {
        await house.limit({ runTokens: 1_000 })
        await book('u1', 999)
        expect((await decide()).body).toMatchObject({ verdict: 'allow' })
        await book('u2', 1)
        expect((await decide()).body).toMatchObject({
          verdict: 'deny',
          reason: 'The run used all of its 1000 tokens.',
        })
      })

      test('steps, when the last one’s tools are done', async () => {
        await house.limit({ maxSteps: 1 })
        await book('u1', 1)
        expect((await decide()).body).toMatchObject({ verdict: 'allow' })
        await book('u2', 1)
        expect((await decide()).body).toMatchObject({ verdict: 'deny', reason: 'The run used all of its 1 steps.' })
      })

      test('what a report says beyond them: it is not booked, and an incident', async () => {
        await house.limit({ runTokens: 1_000 })
        expect((await book('u1', 1_001)).status).toBe(402)
        expect((await book('u2', 600)).status).toBe(200)
        expect((await book('u2', 600)).body).toEqual({ accepted: 0 })
        expect((await book('u3', 401)).status).toBe(402)
        expect(house.incidents().map(({ kind }) => kind)).toEqual(['usage-beyond-limits', 'usage-beyond-limits'])
        expect((await decide()).body).toMatchObject({ verdict: 'allow' })
      })

      test('steps that bring nothing new', async () => {
        await house.limit({ stepsWithoutProgress: 2 })
        const step = async (key: string, output: string): Promise<Answer> => {
          await book(key, 1)
          const decided = await decide({ call: key })
          if (decided.body['verdict'] === 'allow') await result(decided.body['decisionId'], { output })
          return decided
        }
        for (const [key, output] of [
          ['s1', 'one'],
          ['s2', 'one'],
          ['s3', 'two'],
          ['s4', 'one'],
          ['s5', 'two'],
        ] as const)
          expect((await step(key, output)).body).toMatchObject({ verdict: 'allow' })
        expect((await step('s6', 'three')).body).toMatchObject({
          verdict: 'deny',
          reason: 'The run’s last 3 steps brought nothing new.',
        })
      })

      test('time', async () => {
        await house.limit({ runSeconds: 10 })
        const first = await decide()
        await result(first.body['decisionId'], { durationMs: 9_999 })
        const second = await decide({ call: 'c2' })
        expect(second.body).toMatchObject({ verdict: 'allow' })
        await result(second.body['decisionId'], { durationMs: 1 })
        expect((await decide({ call: 'c3' })).body).toMatchObject({
          verdict: 'deny',
          reason: 'The run used all of its 10 seconds.',
        })
      })
    })

    test('stops at a used-up budget', async () => {
      await house.cap(0)
      expect((await decide()).body).toMatchObject({ verdict: 'deny', reason: expect.stringContaining('budget') })
    })
  })

  describe('approvals', () => {
    beforeEach(async () => {
      await house.setProfile(profileSchema.parse({ otherwise: 'ask' }))
    })

    test('asking people is limited like calling, and takes nothing from the calls', async () => {
      await house.setProfile(profileSchema.parse({ otherwise: 'ask', rate: { perMinute: 2, perDay: 2 } }))
      const asked = await Promise.all(['c1', 'c2', 'c3', 'c4'].map((name) => decide({ call: name })))
      const waiting = asked.filter(({ body }) => body['verdict'] === 'ask')
      expect(waiting).toHaveLength(2)
      expect((await decide({ call: 'c5' })).body).toMatchObject({
        verdict: 'deny',
        reason: 'The agent has asked for approval 2 times in this minute, as often as it may.',
      })
      const approvalId = asked[0]?.body['approvalId']
      await house.answer(String(approvalId), 'approved')
      expect((await decide({ approvalId })).body).toMatchObject({ verdict: 'allow' })
      expect(house.decisions().findLast(({ verdict }) => verdict === 'deny')).toMatchObject({
        decidedBy: 'rate',
        passed: ['agent', 'tool', 'rules', 'arguments', 'budget'],
      })
    })

    test('the same call is asked once; once approved it goes through exactly once', async () => {
      const asked = await decide()
      expect(asked.body).toMatchObject({ verdict: 'ask', expiresAt: '2026-11-23T12:15:00.000Z' })
      const approvalId = asked.body['approvalId']
      expect((await decide()).body['approvalId']).toBe(approvalId)
      expect((await call('GET', `/approvals/${String(approvalId)}`)).body).toMatchObject({
        state: 'waiting',
        argsHash: argsHash(args),
      })
      expect((await decide({ approvalId })).body).toMatchObject({ verdict: 'ask', approvalId })
      await house.answer(String(approvalId), 'approved')
      const allowed = await decide({ approvalId })
      expect(allowed.body).toMatchObject({ verdict: 'allow' })
      // The answer may have been lost: asked again before anything was done, the earlier decision is void.
      const again = await decide({ approvalId })
      expect(again.body).toMatchObject({ verdict: 'allow' })
      expect((await result(allowed.body['decisionId'])).status).toBe(409)
      expect((await result(again.body['decisionId'])).body).toEqual({ accepted: 1 })
      expect((await decide({ approvalId })).body).toMatchObject({
        verdict: 'deny',
        reason: expect.stringContaining('used already'),
      })
    })

    test('an approval that was answered meanwhile serves an agent that lost its id', async () => {
      await house.answer(String((await decide()).body['approvalId']), 'approved')
      expect((await decide()).body).toMatchObject({ verdict: 'allow' })
    })

    test.each([
      ['other arguments', { args: { ...args, content: 'evil' } }],
      ['another tool', { tool: 'edit', args: { path: 'a', find: 'b', replace: 'c' } }],
      ['another call', { call: 'c2' }],
      ['an approval that does not exist', { approvalId: 'apr_0000000000' }],
    ])('%s: denied, and an incident', async (_, over) => {
      const approvalId = (await decide()).body['approvalId']
      await house.answer(String(approvalId), 'approved')
      expect((await decide({ approvalId, ...over })).body).toMatchObject({ verdict: 'deny' })
      expect(house.incidents()).toMatchObject([{ kind: 'approval-mismatch', run: house.run }])
    })

    test('a denial and a deadline are denials', async () => {
      const denied = (await decide()).body['approvalId']
      await house.answer(String(denied), 'denied')
      expect((await decide({ approvalId: denied })).body).toMatchObject({
        verdict: 'deny',
        reason: 'The request for approval was denied.',
      })
      const late = (await decide({ call: 'c2' })).body['approvalId']
      house.pass(900_000)
      expect((await call('GET', `/approvals/${String(late)}`)).body).toMatchObject({ state: 'expired' })
      expect((await decide({ call: 'c2', approvalId: late })).body).toMatchObject({
        verdict: 'deny',
        reason: 'The approval has expired.',
      })
    })

    test('nobody else sees an approval', async () => {
      const approvalId = (await decide()).body['approvalId']
      expect((await stranger('GET', `/approvals/${String(approvalId)}`)).status).toBe(404)
    })
  })

  describe('results', () => {
    test('a decision covers one call; a retry of its result is no second one', async () => {
      const id = (await decide()).body['decisionId']
      expect((await result(id)).body).toEqual({ accepted: 1 })
      expect((await result(id)).body).toEqual({ accepted: 0 })
      expect(house.incidents()).toEqual([])
      expect((await result(id, { output: 'something else' })).status).toBe(409)
      expect(house.incidents()).toMatchObject([{ kind: 'result-twice', decision: id }])
      expect(house.results()).toBe(1)
    })

    test.each([
      ['arguments', { args: { ...args, content: 'other' } }, 'different-call'],
      ['tool', { tool: 'edit' }, 'different-call'],
      ['run', { run: 'run_00000009' }, 'different-call'],
      ['decision', { decisionId: 'dec_0000000000' }, 'uncited-result'],
    ])('another %s is an incident and refused', async (_, over, kind) => {
      const id = (await decide()).body['decisionId']
      const { status, body } = await result(id, over)
      expect([status, body['code']]).toEqual([409, 'conflict'])
      expect(house.incidents()).toMatchObject([{ kind }])
      expect(house.results()).toBe(0)
    })

    test.each([
      ['began', { startedAt: '2026-11-23T12:01:00.000Z' }],
      ['says nothing of when it began, and cannot have begun before', { durationMs: 3_540_000 }],
    ])('a call that %s after its decision had ended is an incident', async (_, over) => {
      const id = (await decide()).body['decisionId']
      house.pass(3_600_000)
      expect(await result(id, over)).toMatchObject({
        status: 409,
        body: { detail: 'The call began after the decision that allowed it had ended.' },
      })
      expect(house.incidents()).toMatchObject([{ kind: 'late-call', decision: id }])
      expect(house.results()).toBe(0)
    })

    test('a call that began in time may be long, and its result late', async () => {
      const first = (await decide()).body['decisionId']
      const second = (await decide({ call: 'c2' })).body['decisionId']
      house.pass(3_600_000)
      expect((await result(first, { startedAt: '2026-11-23T12:00:59.999Z' })).status).toBe(200)
      expect((await result(second, { durationMs: 3_590_000 })).status).toBe(200)
      expect(house.incidents()).toEqual([])
    })

    test('the result of a denied call is an incident', async () => {
      await house.setProfile(profileSchema.parse({ otherwise: 'deny' }))
      const id = (await decide()).body['decisionId']
      expect((await result(id)).status).toBe(409)
      expect(house.incidents()).toMatchObject([{ kind: 'uncited-result' }])
    })

    test('another agent cannot cite the decision', async () => {
      const id = (await decide()).body['decisionId']
      expect(
        (
          await stranger('POST', '/tools/result', {
            decisionId: id,
            run: house.run,
            tool: 'write',
            args,
            outcome: 'ok',
            durationMs: 1,
            bytes: 1,
            output: '',
          })
        ).status,
      ).toBe(409)
      expect(house.results()).toBe(0)
    })
  })
})
