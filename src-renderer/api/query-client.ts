import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'

/** Answers come from the same machine and changes arrive as events, so nothing is polled and little is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) =>
          failures < 3 && error instanceof ProblemError && (error.unreachable || error.code === 'timeout'),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
