import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CallInput } from '../../src-engine/contract/client-request.ts'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { client } from '../session/index.ts'

interface ReadOptions {
  readonly enabled?: boolean
  /** Show the previous answer while another one loads (filters, pages). */
  readonly keep?: boolean
  /** Refetch every so many milliseconds: for what no event announces. */
  readonly every?: number
}

/** Key of a read: the operation first, so that events can refresh all answers of an operation. */
export function keyOf(
  operation: Operation,
  input: { readonly params?: unknown; readonly query?: unknown },
): readonly unknown[] {
  return [operation.id, input.params ?? null, input.query ?? null]
}

/** Reads one operation and keeps its answer fresh; `error` is a ProblemError. */
export function useOperation<O extends Operation>(
  operation: O,
  input: CallInput<O>,
  options: ReadOptions = {},
): UseQueryResult<z.output<O['result']>> {
  return useQuery({
    queryKey: keyOf(operation, input),
    queryFn: ({ signal }) => client.call(operation, { ...input, signal }),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.every === undefined ? {} : { refetchInterval: options.every }),
  })
}
