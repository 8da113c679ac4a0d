import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { profileSchema, type Profile } from '../contract/permissions.ts'
import { referenceTools } from '../contract/reference-tools.ts'
import { risks, sideEffects, toolCategories } from '../contract/tools.ts'
import { argsHash } from './args-hash.ts'
import { compileProfile } from './compile-profile.ts'
import { judge } from './judge.ts'
import type { JudgeRequest } from './judgement.ts'
import { referenceJudge } from './testing/reference-judge.ts'

const toolId = fc.constantFrom(...referenceTools.map((tool) => tool.id), 'unheard_of')
const verdict = fc.constantFrom('allow', 'ask', 'deny')
const segment = fc.constantFrom(
  'work',
  'notes',
  'secrets',
  'Secrets',
  'secrets.',
  'sec%72ets',
  '..',
  '.',
  '',
  '%2e%2e',
  'a b',
  '...',
  'x:y',
  '~',
  '%252e%252e',
  'key.pem',
  'Key.PEM',
)
const path = fc.oneof(
  fc
    .tuple(fc.constantFrom('/', '', './', '//'), fc.array(segment, { maxLength: 4 }))
    .map(([start, parts]) => start + parts.join('/')),
  fc.constantFrom('~/x', 'C:\\work', 'file:///work', 'work\\secrets', '/work', 'work/secrets/key'),
)
const base = fc.constantFrom('/work', '/work/secrets', 'work', 'work/secrets', '.', '/', '..', '')
const hostName = fc.constantFrom(
  'example.com',
  'EXAMPLE.com',
  'api.example.com',
  'evil.com',
  'notexample.com',
  'example.com.',
  'example.com..',
  '127.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'example.com@evil.com',
  'ex%61mple.com',
  'example.com\\evil.com',
  '',
)
const url = fc
  .tuple(
    fc.constantFrom('https://', 'http://', 'ftp://', 'https:', 'HTTPS://', ' https://'),
    hostName,
    fc.constantFrom('', ':80', '/', '/a?b#c', '/@x'),
  )
  .map((parts) => parts.join(''))
const pattern = fc.constantFrom('example.com', '*.example.com', '127.0.0.1', '[::1]', '*', '*.0.0.1', 'evil.com:80')
const word = fc.constantFrom('rm', 'git', 'node', '/bin/rm', 'r', 'git status', 'a*b')
const scalar = fc.oneof(
  word,
  path,
  url,
  fc.integer({ min: -1, max: 700 }),
  fc.constantFrom(true, null, 1.5),
  fc.array(word, { maxLength: 2 }),
  fc.constant({ a: 1 }),
)
const names = fc.constantFrom(
  'path',
  'content',
  'program',
  'args',
  'url',
  'timeoutSeconds',
  'find',
  'replace',
  'query',
  'other',
)
const oddArgs = fc.dictionary(names, scalar, { maxKeys: 3 })
/** Mostly a tool with arguments that fit it, or a call would rarely get past the first checks. */
const call = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ tool: fc.constantFrom('read', 'list', 'memory_get'), args: fc.record({ path }) }),
  },
  { weight: 3, arbitrary: fc.record({ tool: fc.constant('write'), args: fc.record({ path, content: word }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      tool: fc.constant('exec'),
      args: fc.record(
        { program: word, args: fc.array(word, { maxLength: 2 }), timeoutSeconds: fc.integer({ min: 0, max: 601 }) },
        { requiredKeys: ['program'] },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ tool: fc.constant('web_fetch'), args: fc.record({ url }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      tool: fc.constant('memory_search'),
      args: fc.record({ query: word, limit: fc.integer({ min: 0, max: 51 }) }, { requiredKeys: ['query'] }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ tool: toolId, args: oddArgs }) },
)
const pointer = fc.constantFrom(
  '/path',
  '/program',
  '/args',
  '/args/0',
  '/args/x',
  '/url',
  '/timeoutSeconds',
  '/content',
  '/path/deep',
  '',
)
const condition = fc.oneof(
  fc.record({ path: fc.constantFrom('/path', '/program'), op: fc.constantFrom('under', 'not-under'), value: base }),
  fc.record({
    path: fc.constantFrom('/url', '/program'),
    op: fc.constantFrom('host-in', 'host-not-in'),
    value: fc.oneof(pattern, fc.array(pattern, { maxLength: 2 }), fc.constant(5)),
  }),
  fc.record({ path: pointer, op: fc.constantFrom('gt', 'lte'), value: fc.constantFrom(0, 60, 'x') }),
  fc.record({
    path: pointer,
    op: fc.constantFrom('matches', 'not-matches'),
    value: fc.constantFrom('*', 'g*', '*rm', '/*/*', 'a*b', 'git*st*s', '*.pem', '*/SECRETS*', 'sec*', 7),
  }),
  fc.record({
    path: pointer,
    op: fc.constantFrom('equals', 'not-equals', 'in'),
    value: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  }),
)
const rule = fc.record(
  {
    label: fc.constant('a rule'),
    verdict,
    tools: fc.array(toolId, { maxLength: 4 }),
    categories: fc.array(fc.constantFrom(...toolCategories), { maxLength: 3 }),
    risks: fc.array(fc.constantFrom(...risks), { maxLength: 3 }),
    sideEffects: fc.array(fc.constantFrom(...sideEffects), { maxLength: 8 }),
    when: fc.array(condition, { maxLength: 2 }),
  },
  { requiredKeys: ['label', 'verdict'] },
)
const profile: fc.Arbitrary<Profile> = fc
  .record({
    otherwise: verdict,
    rules: fc.dictionary(fc.constantFrom('r1', 'r2', 'r3', 'a', 'z'), rule, { maxKeys: 4 }),
    maxRisk: fc.constantFrom('critical', 'critical', 'critical', 'critical', ...risks),
    blockedSideEffects: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.uniqueArray(fc.constantFrom(...sideEffects), { maxLength: 2 }),
    ),
    allowedHosts: fc.array(pattern, { maxLength: 2 }),
    rate: fc.constant({ perMinute: 10, perHour: 20, perDay: 30 }),
  })
  .map((value) => profileSchema.parse(value))
const HASHES = ['0'.repeat(64)]
const request = fc
  .record({
    call,
    hold: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constant('Paused.')),
    budgetExceeded: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constant('Spent.')),
    rate: fc.record({
      minute: fc.constantFrom(0, 1, 2, 3, 9, 10),
      hour: fc.constantFrom(0, 1, 2, 3, 19, 20),
      day: fc.constantFrom(0, 1, 2, 3, 29, 30),
    }),
    approval: fc.oneof(
      fc.constant(null),
      fc.record({
        tool: fc.constantFrom('exec', 'write', 'same', 'same'),
        argsHash: fc.constantFrom('same', 'same', ...HASHES),
        state: fc.constantFrom('waiting', 'approved', 'approved', 'denied', 'expired', 'withdrawn'),
        expiresAt: fc.constantFrom(999, 1000, 1001),
      }),
    ),
    now: fc.constant(1000),
  })
  .map(({ call: { tool, args }, ...rest }): JudgeRequest => {
    const draft = { tool, args, ...rest }
    const hash = argsHash(draft.args)
    const approval = draft.approval && {
      ...draft.approval,
      tool: draft.approval.tool === 'same' ? draft.tool : draft.approval.tool,
      argsHash: draft.approval.argsHash === 'same' ? hash : draft.approval.argsHash,
    }
    return { ...draft, argsHash: hash, approval }
  })

/** 5,000 profiles with 20 requests each. */
test('judges 100,000 random calls as an independent evaluator does', { timeout: 60_000 }, () => {
  const seen = { allow: 0, ask: 0, deny: 0 }
  fc.assert(
    fc.property(profile, fc.array(request, { minLength: 20, maxLength: 20 }), (given, requests) => {
      const compiled = compileProfile(given, referenceTools)
      for (const one of requests) {
        const judgement = judge(compiled, one)
        expect({ verdict: judgement.verdict, rule: judgement.rule, one }).toEqual({
          ...referenceJudge(given, referenceTools, one),
          one,
        })
        seen[judgement.verdict]++
      }
    }),
    { numRuns: 5_000 },
  )
  expect(seen.allow + seen.ask + seen.deny).toBe(100_000)
  // The generator must reach every verdict often, or the comparison proves little.
  expect(Math.min(seen.allow, seen.ask)).toBeGreaterThan(3_000)
})
