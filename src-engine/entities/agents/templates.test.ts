import { describe, expect, test } from 'vitest'
import { argsHash, judge } from '../../decide/index.ts'
import { compilePolicy } from './policy-book.ts'
import { templates } from './templates.ts'

describe('the developer', () => {
  const developer = templates.find(({ id }) => id === 'developer')
  if (!developer) throw new Error('there is no such template')
  const { profile } = compilePolicy(developer.config)
  const verdictOn = (tool: string, args: Record<string, string>): string =>
    judge(profile, {
      tool,
      args,
      argsHash: argsHash(args),
      hold: null,
      budgetExceeded: null,
      rate: { minute: 0, hour: 0, day: 0 },
      approval: null,
      now: 0,
    }).verdict

  test.each(['key.pem', 'key.PEM', 'certs/Server.Pem'])(
    'reads no key file, however it is named and whatever with: %s',
    (path) => {
      expect(verdictOn('read', { path })).toBe('deny')
      expect(verdictOn('memory_get', { path })).toBe('deny')
      expect(verdictOn('edit', { path, find: 'a', replace: 'b' })).toBe('deny')
      expect(verdictOn('write', { path, content: '' })).toBe('deny')
    },
  )

  test('reads other files', () => {
    expect(verdictOn('read', { path: 'notes.md' })).toBe('allow')
    expect(verdictOn('memory_get', { path: 'pem.md' })).toBe('allow')
  })
})
