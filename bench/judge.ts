import { type Benchmark, type Figure, atLeast, median } from './shared/figure.ts'
import { profileSchema } from '../src-engine/contract/permissions.ts'
import { referenceTools } from '../src-engine/contract/reference-tools.ts'
import { argsHash, compileProfile, judge, type JudgeRequest } from '../src-engine/decide/index.ts'

/**
 * Pure evaluation in one thread: calls of several tools against a profile of a dozen rules with argument conditions.
 * `judge` alone, and `judge + hash` with the canonical hash of the arguments that a real decision also needs.
 * The baseline is the figure the product promises: 200,000 a second.
 */
const PROMISE = 200_000
const ROUNDS = 5

const profile = profileSchema.parse({
  otherwise: 'ask',
  allowedHosts: ['docs.example.com', '*.wikipedia.org'],
  rules: {
    'read-work': {
      label: 'Reads its workspace',
      verdict: 'allow',
      tools: ['read', 'list'],
      when: [{ path: '/path', op: 'under', value: '.' }],
    },
    'write-notes': {
      label: 'Writes notes',
      verdict: 'allow',
      tools: ['write', 'edit'],
      when: [{ path: '/path', op: 'under', value: 'notes' }],
    },
    'no-secrets': {
      label: 'Keeps away from secrets',
      verdict: 'deny',
      when: [{ path: '/path', op: 'under', value: 'notes/secrets' }],
    },
    'no-dotfiles': {
      label: 'No hidden files',
      verdict: 'deny',
      when: [{ path: '/path', op: 'matches', value: '*/.*' }],
    },
    memory: { label: 'Uses its memory', verdict: 'allow', tools: ['memory_search', 'memory_get'] },
    fetch: {
      label: 'Reads the docs',
      verdict: 'allow',
      tools: ['web_fetch'],
      when: [{ path: '/url', op: 'host-in', value: ['docs.example.com', '*.wikipedia.org'] }],
    },
    node: {
      label: 'Runs node',
      verdict: 'ask',
      tools: ['exec'],
      when: [{ path: '/program', op: 'in', value: ['node', 'npm'] }],
    },
    'no-shell': {
      label: 'No shell',
      verdict: 'deny',
      tools: ['exec'],
      when: [{ path: '/program', op: 'in', value: ['sh', 'bash', 'zsh', 'cmd'] }],
    },
    'no-eval': {
      label: 'No inline code',
      verdict: 'deny',
      tools: ['exec'],
      when: [{ path: '/args/0', op: 'equals', value: '-e' }],
    },
    long: {
      label: 'Long programs are asked',
      verdict: 'ask',
      tools: ['exec'],
      when: [{ path: '/timeoutSeconds', op: 'gt', value: 60 }],
    },
    money: { label: 'No money', verdict: 'deny', sideEffects: ['financial'] },
    destroy: { label: 'Nothing is destroyed', verdict: 'deny', categories: ['destroy'] },
  },
})
const compiled = compileProfile(profile, referenceTools)
const calls: readonly [string, object][] = [
  ['read', { path: 'notes/today.md' }],
  ['write', { path: 'notes/a/b.md', content: 'x'.repeat(1_000) }],
  ['edit', { path: 'src/main.ts', find: 'const a', replace: 'const b' }],
  ['exec', { program: 'node', args: ['build.js', '--all'], timeoutSeconds: 30 }],
  ['exec', { program: 'bash', args: ['-c', 'ls'] }],
  ['web_fetch', { url: 'https://en.wikipedia.org/wiki/Sqlite' }],
  ['memory_search', { query: 'address of the office', limit: 5 }],
  ['list', { path: '.' }],
]
const free = { hold: null, budgetExceeded: null, rate: { minute: 1, hour: 10, day: 100 }, approval: null, now: 1_000 }
const requests = calls.map(([tool, args]): JudgeRequest => ({ tool, args, argsHash: argsHash(args), ...free }))

/** Evaluations a second: the median of five rounds of half a second after a warm-up. */
function perSecond(once: (request: JudgeRequest) => number): number {
  const rates: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    let [done, checksum] = [0, 0]
    const start = performance.now()
    while (performance.now() - start < 500) {
      for (let batch = 0; batch < 100; batch++) for (const request of requests) checksum += once(request)
      done += 100 * requests.length
    }
    if (checksum <= 0) throw new Error('nothing was judged')
    if (round > 0) rates.push((done * 1_000) / (performance.now() - start))
  }
  return Math.round(median(rates))
}

export const judging: Benchmark = {
  name: 'judge',
  run() {
    const figures: Figure[] = [
      atLeast(
        'judge',
        'evaluations/s',
        perSecond((request) => judge(compiled, request).trace.length),
        PROMISE,
      ),
      atLeast(
        'judge + hash',
        'evaluations/s',
        perSecond((request) => judge(compiled, { ...request, argsHash: argsHash(request.args) }).trace.length),
        PROMISE,
      ),
    ]
    return Promise.resolve(figures)
  },
}
