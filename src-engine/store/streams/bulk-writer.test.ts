import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { type TestStore, openTestStore } from '../testing/open-test-store.ts'
import { conversationTurns } from '../index.ts'

let groups = 0
let opened: TestStore
beforeEach(async () => {
  opened = await openTestStore(systemClock, (file) => {
    if (file === 'streams.db') groups += 1
    return () => undefined
  })
  groups = 0
})
afterEach(() => opened.dispose())

function append(id: string): Promise<unknown> {
  return opened.store.append(conversationTurns, {
    id,
    org: 'org_00000000',
    run: 'run_00000000',
    at: '2026-11-22T10:00:00.000Z',
    doc: { role: 'assistant', text: id, index: 0, toolCalls: [] },
  })
}

test('where more came in a turn of the loop, what the next turn brings is in their group', async () => {
  const together = [append('one'), append('two')]
  await setImmediate()
  await Promise.all([...together, append('three')])
  expect(groups).toBe(1)
})

test('a record that comes alone waits for no other', async () => {
  const alone = append('one')
  await setImmediate()
  await Promise.all([alone, append('two')])
  expect(groups).toBe(2)
})
