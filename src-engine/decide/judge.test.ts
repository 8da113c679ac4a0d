import { describe, expect, test } from 'vitest'
import { profileSchema, type ArgumentCondition, type ToolRule, type Verdict } from '../contract/permissions.ts'
import { referenceTools } from '../contract/reference-tools.ts'
import type { Tool } from '../contract/tools.ts'
import { argsHash } from './args-hash.ts'
import { compileProfile } from './compile-profile.ts'
import { judge } from './judge.ts'
import type { JudgeRequest } from './judgement.ts'

const anything: Tool = {
  id: 'anything',
  name: 'Anything',
  description: '',
  category: 'execute',
  risk: 'low',
  sideEffects: [],
  args: { type: 'object' },
}
const tools = [...referenceTools, anything]

function ask(tool: string, args: unknown, over: Partial<JudgeRequest> = {}): JudgeRequest {
  return {
    tool,
    args,
    argsHash: argsHash(args),
    hold: null,
    budgetExceeded: null,
    rate: { minute: 0, hour: 0, day: 0 },
    approval: null,
    now: 1_000,
    ...over,
  }
}

function verdictOf(rule: Partial<ToolRule> & { verdict: Verdict }, args: unknown, otherwise: Verdict): Verdict {
  const profile = profileSchema.parse({ otherwise, rules: { r: { label: 'r', ...rule } } })
  return judge(compileProfile(profile, tools), ask('anything', args)).verdict
}

/** What a condition does in a rule that denies and in one that allows; the other verdict is the profile's default. */
function inBoth(condition: ArgumentCondition, args: unknown): string {
  const denies = verdictOf({ verdict: 'deny', when: [condition] }, args, 'allow') === 'deny'
  const allows = verdictOf({ verdict: 'allow', when: [condition] }, args, 'deny') === 'allow'
  return `${denies ? 'denies' : '-'} ${allows ? 'allows' : '-'}`
}

describe('doubt never widens a right', () => {
  const secrets = { path: '/p', op: 'under', value: '/work/secrets' } as const
  const outside = { path: '/p', op: 'not-under', value: '/work/secrets' } as const
  const hosts = { path: '/p', op: 'host-in', value: ['good.com', '*.good.com'] } satisfies ArgumentCondition
  const otherHosts = { ...hosts, op: 'host-not-in' } satisfies ArgumentCondition

  test.each([
    '/work/../work/secrets%2fkey/../../secrets/..\\x',
    '/work/Secrets/key',
    '/work/secrets./key',
    '/work/secrets::$DATA',
    '/work/sec%72ets/key',
    '/work/sec%2572ets/key',
    '/work/ｓｅｃｒｅｔｓ/key',
    '/work/.. /work/secrets',
    'work/secrets/key',
    '../work/secrets',
    '~/secrets',
    'C:/work/secrets',
    'file:///work/secrets/key',
    '//work/secrets/key',
    '\\work\\secrets',
    '',
  ])('path %j is neither surely inside nor surely outside', (path) => {
    expect(inBoth(secrets, { p: path })).toBe('denies -')
    expect(inBoth(outside, { p: path })).toBe('denies -')
  })

  test.each([
    ['/work/secrets', 'denies allows'],
    ['/work/./secrets//a/../b', 'denies allows'],
    ['/work/secrets/a%20b', 'denies allows'],
    ['/work/secretsx/key', '- -'],
    ['/work/secrets/../notes', '- -'],
    ['/etc/100%', '- -'],
  ])('path %j is clear', (path, expected) => {
    expect(inBoth(secrets, { p: path })).toBe(expected)
  })

  test.each([
    'https://good.com@evil.com/',
    'https://evil.com\\@good.com/',
    'https://good.com\\.evil.com/',
    'https://g%6fod.com/',
    'https:/good.com/',
    'https:good.com',
    'ftp://good.com/',
    'javascript:alert(1)',
    ' https://good.com/',
    'https://good.com\n.evil.com/',
    'https://go\tod.com/',
    'https://good.com../',
    'https://[::1/',
    'https://good\u00ad.com/',
    'good.com',
    '',
  ])('URL %j has no sure host', (url) => {
    expect(inBoth(hosts, { p: url })).toBe('denies -')
    expect(inBoth(otherHosts, { p: url })).toBe('denies -')
  })

  test.each([
    ['https://good.com', 'denies allows'],
    ['http://GOOD.com.:8080/@evil.com?x=@y', 'denies allows'],
    ['https://a.b.good.com/', 'denies allows'],
    ['https://notgood.com/', '- -'],
    ['https://good.com.evil.com/', '- -'],
    ['https://evil.com/good.com', '- -'],
  ])('URL %j is clear', (url, expected) => {
    expect(inBoth(hosts, { p: url })).toBe(expected)
  })

  test('an address in any spelling is one address', () => {
    const local = { path: '/p', op: 'host-in', value: ['127.0.0.1', '[::1]', '*.0.0.2'] } satisfies ArgumentCondition
    for (const host of [
      '127.0.0.1',
      '127.1',
      '0x7f.0.0.1',
      '2130706433',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0::1]',
    ]) {
      expect([host, inBoth(local, { p: `http://${host}/` })]).toEqual([host, 'denies allows'])
    }
    expect(inBoth(local, { p: 'http://127.0.0.2/' })).toBe('- -')
  })

  test.each<[ArgumentCondition, unknown, string]>([
    [{ path: '/p', op: 'equals', value: 5 }, { p: 5 }, 'denies allows'],
    [{ path: '/p', op: 'equals', value: 5 }, { p: '5' }, 'denies -'],
    [{ path: '/p', op: 'not-equals', value: 5 }, { p: '5' }, 'denies -'],
    [{ path: '/p', op: 'equals', value: 5 }, { p: null }, '- -'],
    [{ path: '/p', op: 'equals', value: { a: 1, b: [2] } }, { p: { b: [2], a: 1 } }, 'denies allows'],
    [{ path: '/p', op: 'in', value: ['a', 'b'] }, { p: 'b' }, 'denies allows'],
    [{ path: '/p', op: 'in', value: ['a', 'b'] }, { p: ['b'] }, 'denies -'],
    [{ path: '/p', op: 'in', value: 'a' }, { p: 'a' }, 'denies -'],
    [{ path: '/p', op: 'gt', value: 10 }, { p: 11 }, 'denies allows'],
    [{ path: '/p', op: 'gt', value: 10 }, { p: '11' }, 'denies -'],
    [{ path: '/p', op: 'lte', value: 10 }, { p: [] }, 'denies -'],
    [{ path: '/p', op: 'gt', value: 'ten' }, { p: 11 }, 'denies -'],
    [{ path: '/p', op: 'matches', value: 'git *' }, { p: 'git push\n--force' }, 'denies allows'],
    [{ path: '/p', op: 'matches', value: '*.pem' }, { p: 'Key.PEM' }, 'denies -'],
    [{ path: '/p', op: 'not-matches', value: '*.PEM' }, { p: 'key.pem' }, 'denies -'],
    [{ path: '/p', op: 'not-matches', value: '*.pem' }, { p: 'key.pen' }, 'denies allows'],
    [{ path: '/p', op: 'not-matches', value: 'git *' }, { p: { toString: 'git' } }, 'denies -'],
    [{ path: '/p', op: 'matches', value: ['x'] }, { p: 'x' }, 'denies -'],
    [{ path: '/p/0', op: 'equals', value: 'rm' }, { p: 'rm' }, 'denies -'],
    [{ path: '/p/0', op: 'equals', value: 'rm' }, { p: [] }, '- -'],
    [{ path: '/p', op: 'equals', value: 'x' }, {}, '- -'],
    [{ path: '/p', op: 'not-equals', value: 'x' }, {}, 'denies -'],
    [{ path: '/p', op: 'not-under', value: '/work' }, {}, 'denies -'],
    [{ path: '/p', op: 'host-not-in', value: ['good.com'] }, {}, 'denies -'],
    [{ path: '/p', op: 'under', value: '../work' }, { p: '/work' }, 'denies -'],
    [{ path: '/toString', op: 'equals', value: 'x' }, {}, '- -'],
    [{ path: '/__proto__', op: 'not-equals', value: 'x' }, {}, 'denies -'],
  ])('%j on %j', (condition, args, expected) => {
    expect(inBoth(condition, args)).toBe(expected)
  })
})

describe('order of the steps', () => {
  const open = profileSchema.parse({ otherwise: 'allow', allowedHosts: ['good.com'] })
  const compiled = compileProfile(open, tools)
  const careful = compileProfile(profileSchema.parse({ otherwise: 'ask' }), tools)
  const call = { path: 'a', content: 'b' }
  const approval = { tool: 'write', argsHash: argsHash(call), state: 'approved', expiresAt: 2_000 } as const

  test('each step denies by itself and says so', () => {
    const cases: [string, JudgeRequest][] = [
      ['agent', ask('write', call, { hold: 'The agent is paused.' })],
      ['tool', ask('nothing_such', {})],
      ['tool', ask('__proto__', {})],
      ['arguments', ask('write', { path: 'a' })],
      ['arguments', ask('write', { ...call, extra: 1 })],
      ['host', ask('web_fetch', { url: 'https://evil.com/' })],
      ['budget', ask('write', call, { budgetExceeded: 'The budget of the day is used up.' })],
      ['rate', ask('write', call, { rate: { minute: 60, hour: 60, day: 60 } })],
      ['rate', ask('write', call, { rate: { minute: Number.NaN, hour: 0, day: 0 } })],
    ]
    for (const [step, request] of cases) {
      const judgement = judge(compiled, request)
      expect(judgement).toMatchObject({ verdict: 'deny', decidedBy: step })
      expect(judgement.trace.at(-1)).toMatchObject({ step, outcome: 'deny', detail: judgement.reason })
    }
    expect(judge(compiled, ask('web_fetch', { url: 'https://good.com/x' })).verdict).toBe('allow')
    expect(judge(compiled, ask('write', call)).trace.map((step) => step.step)).toEqual([
      'agent',
      'tool',
      'rules',
      'arguments',
      'budget',
      'rate',
    ])
  })

  test('an approval binds to tool, arguments and deadline', () => {
    const verdict = (over: object): string => {
      const { verdict: answer, decidedBy } = judge(careful, ask('write', call, { approval: { ...approval, ...over } }))
      return `${answer} ${decidedBy}`
    }
    expect(verdict({})).toBe('allow approval')
    expect(verdict({ argsHash: argsHash({ ...call, content: 'c' }) })).toBe('deny approval-mismatch')
    expect(verdict({ tool: 'edit' })).toBe('deny approval-mismatch')
    expect(verdict({ expiresAt: 1_000 })).toBe('deny approval')
    expect(verdict({ expiresAt: Number.NaN })).toBe('deny approval')
    for (const state of ['denied', 'expired', 'withdrawn']) expect(verdict({ state })).toBe('deny approval')
    expect(verdict({ state: 'waiting' })).toBe('ask approval')
    expect(judge(careful, ask('write', call)).verdict).toBe('ask')
  })

  test('an approval never lifts a denial', () => {
    const denying = compileProfile(
      profileSchema.parse({ otherwise: 'ask', rules: { no: { label: 'no', verdict: 'deny', tools: ['write'] } } }),
      tools,
    )
    expect(judge(denying, ask('write', call, { approval })).verdict).toBe('deny')
    expect(judge(careful, ask('write', call, { approval, hold: 'Killed.' })).verdict).toBe('deny')
  })

  test('what cannot be judged is denied', () => {
    const hostile = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('gotcha')
        },
        ownKeys: () => {
          throw new Error('gotcha')
        },
      },
    )
    expect(judge(compiled, { ...ask('write', call), args: hostile })).toMatchObject({
      verdict: 'deny',
      decidedBy: 'error',
    })
    const unusable = compileProfile(open, [{ ...anything, args: { type: 'object', if: {}, then: {} } }])
    expect(judge(unusable, ask('anything', {}))).toMatchObject({ verdict: 'deny', decidedBy: 'arguments' })
  })
})
