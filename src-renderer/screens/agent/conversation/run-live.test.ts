import { expect, test } from 'vitest'
import { noNews, withEvent } from './run-live.ts'

const turn = {
  run: 'run_00000001',
  index: 1,
  at: '2026-11-23T09:41:22.000Z',
  role: 'assistant',
  text: 'Hello',
  toolCalls: [],
}

function after(...events: { kind: string; data: unknown }[]) {
  return events.reduce(withEvent, noNews)
}

test('tokens grow into an answer, which the whole turn then replaces', () => {
  const writing = after(
    { kind: 'text', data: { step: 0, delta: 'Hel' } },
    { kind: 'text', data: { step: 0, delta: 'lo' } },
  )
  expect(writing.partial).toBe('Hello')
  const said = withEvent(writing, { kind: 'turn', data: { turn } })
  expect(said.partial).toBe('')
  expect(said.turns.map(({ text }) => text)).toEqual(['Hello'])
})

test('a step that is asked again forgets what it streamed', () => {
  expect(after({ kind: 'text', data: { step: 0, delta: 'Wrong' } }, { kind: 'reset', data: { step: 0 } }).partial).toBe(
    '',
  )
})

test('a call shows its latest phase once, and the snapshot replaces everything', () => {
  const acting = after(
    { kind: 'tool', data: { call: 'c1', tool: 'write', phase: 'waiting', detail: '' } },
    { kind: 'tool', data: { call: 'c1', tool: 'write', phase: 'acting', detail: '' } },
  )
  expect(acting.calls).toMatchObject([{ call: 'c1', phase: 'acting' }])
  const fresh = withEvent(acting, {
    kind: 'snapshot',
    data: { state: 'running', reason: '', steps: 1, turns: [turn], partial: 'And' },
  })
  expect(fresh).toMatchObject({ calls: [], partial: 'And', turns: [{ index: 1 }] })
})

test('what a newer engine sends and this page does not know changes nothing', () => {
  const before = after({ kind: 'text', data: { step: 0, delta: 'Hi' } })
  expect(withEvent(before, { kind: 'picture', data: {} })).toBe(before)
})
