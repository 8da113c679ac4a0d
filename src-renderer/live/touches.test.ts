import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { refresh } from './touches.ts'

test('a step of a run makes stale what its agent spent, not the list of all agents', () => {
  const queries = new QueryClient()
  for (const id of ['agents.get', 'agents.list', 'runs.list']) queries.setQueryData([id], {})
  refresh(queries, new Set(['run']))
  const stale = (id: string) => queries.getQueryState([id])?.isInvalidated
  expect(['agents.get', 'agents.list', 'runs.list'].map(stale)).toEqual([true, false, true])
})

test('a first answer that is under way while something changes is read again', async () => {
  const queries = new QueryClient()
  let answerFirst = (_text: string): void => undefined
  const first = new Promise<string>((resolve) => {
    answerFirst = resolve
  })
  const answers = [first, Promise.resolve('stopped')]
  let asked = 0
  const observer = new QueryObserver(queries, {
    queryKey: ['runs.get', { id: 'run_1' }],
    queryFn: () => answers[asked++] ?? 'asked too often',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const leave = observer.subscribe(() => undefined)
  for (let changes = 0; changes < 3; changes += 1) refresh(queries, new Set(['run']))
  answerFirst('running')
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('stopped'))
  expect(asked).toBe(2)
  leave()
})
