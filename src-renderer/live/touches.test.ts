import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { refresh } from './touches.ts'

test('a step of a run makes stale what its agent spent, not the list of all agents', () => {
  const queries = new QueryClient()
  for (const id of ['agents.get', 'agents.list', 'runs.list']) queries.setQueryData([id], {})
  refresh(queries, new Set(['run']))
  const stale = (id: string) => queries.getQueryState([id])?.isInvalidated
  expect(['agents.get', 'agents.list', 'runs.list'].map(stale)).toEqual([true, false, true])
})
