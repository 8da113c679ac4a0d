import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { z } from 'zod'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { client } from '../session/index.ts'
import { keyOf } from './use-operation.ts'

/** An operation whose result is a page of a list. */
type Paged<Item> = Operation<
  z.ZodType,
  z.ZodType,
  z.ZodType,
  z.ZodType<{ items: Item[]; next: string | null; total: number }>
>

export interface Pages<Item> {
  readonly items: readonly Item[]
  /** How many match the filter; null until the first page is there. */
  readonly total: number | null
  readonly loading: boolean
  readonly error: unknown
  readonly more: boolean
  loadMore(): void
  retry(): void
}

/** Reads a list page by page as far as it is scrolled; the filter and the order are the engine's work. */
export function usePages<Item>(
  operation: Paged<Item>,
  input: {
    readonly params?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  },
  options: { readonly size?: number; readonly enabled?: boolean } = {},
): Pages<Item> {
  const limit = options.size ?? 100
  const result = useInfiniteQuery({
    queryKey: [...keyOf(operation, input), 'pages'],
    queryFn: ({ signal, pageParam }) =>
      client.call(operation, {
        params: input.params,
        query: { ...input.query, limit, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: nothing,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = result
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return {
    items,
    total: data?.pages[0]?.total ?? null,
    loading: result.isPending && result.fetchStatus !== 'idle',
    error: result.error,
    more: hasNextPage,
    loadMore,
    retry: () => void refetch(),
  }
}

const nothing: string | null = null
