import { expect, test } from 'vitest'
import { agentEventSchema } from '../../src-engine/contract/runtime.ts'
import { referenceTools } from '../../src-engine/contract/reference-tools.ts'
import type { JsonValue } from '../../src-engine/contract/values.ts'
import { whatWasDone } from './what-was-done.ts'

test.each<[string, Record<string, JsonValue>, string]>([
  ['read', { path: 'notes/a.md' }, 'read notes/a.md'],
  ['write', { path: 'b.md', content: 'long' }, 'wrote b.md'],
  ['edit', { path: 'b.md', find: 'x', replace: 'y' }, 'edited b.md'],
  ['list', { path: '.' }, 'listed its workspace'],
  ['list', { path: 'notes' }, 'listed notes'],
  ['exec', { program: 'curl', args: ['-u', 'me:secret'] }, 'ran curl'],
  ['web_fetch', { url: 'https://me:pw@example.com/a?token=secret' }, 'fetched https://example.com/a'],
  ['memory_search', { query: 'delivery\ntimes' }, 'searched its memory for “delivery times”'],
  ['memory_get', { path: 'day.md' }, 'read its memory day.md'],
  ['crm_lookup', { customer: '7' }, 'used crm_lookup'],
])('%s of %j', (tool, args, said) => {
  expect(whatWasDone(tool, args)).toBe(said)
})

test('every tool of the reference agent says more than its name, and what it says is a message', () => {
  for (const { id } of referenceTools) {
    const message = whatWasDone(id, { path: '\ud800'.repeat(4_096), program: 'p', url: 'no address', query: 'q' })
    expect(message).not.toBe(`used ${id}`)
    expect(agentEventSchema.shape.message.safeParse(message).success, `${id} says something the contract takes`).toBe(
      true,
    )
  }
})
