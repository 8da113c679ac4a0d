import { expect, test } from 'vitest'
import { profileSchema } from '../contract/permissions.ts'
import { referenceTools } from '../contract/reference-tools.ts'
import { argsHash } from './args-hash.ts'
import { compileProfile } from './compile-profile.ts'
import { judge } from './judge.ts'

const profile = compileProfile(
  profileSchema.parse({
    otherwise: 'deny',
    rules: {
      files: { label: 'Files', verdict: 'allow', categories: ['read'] },
      keys: { label: 'No keys', verdict: 'deny', when: [{ path: '/path', op: 'matches', value: '*.pem' }] },
    },
  }),
  referenceTools,
)

function verdictOn(path: string): string {
  const args = { path }
  return judge(profile, {
    tool: 'read',
    args,
    argsHash: argsHash(args),
    hold: null,
    budgetExceeded: null,
    rate: { minute: 0, hour: 0, day: 0 },
    approval: null,
    now: 0,
  }).verdict
}

test.each(['key.pem', 'key.pem/.', 'key.pem/', './key.pem/', 'key.pem/x/..', 'notes/../key.pem', 'notes//key.pem/./'])(
  'a rule about a file cannot be walked around by spelling it %s',
  (path) => expect(verdictOn(path)).toBe('deny'),
)

test.each(['notes.md', 'notes/today.md', '.', '.hidden', 'a..b/c', '...'])('the plain name %s passes', (path) =>
  expect(verdictOn(path)).toBe('allow'),
)
