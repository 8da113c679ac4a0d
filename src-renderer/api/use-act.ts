import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CallInput } from '../../src-engine/contract/client-request.ts'
import type { Operation } from '../../src-engine/contract/operation.ts'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { refreshAfter } from '../live/index.ts'
import { client } from '../session/index.ts'

export interface Act<O extends Operation> {
  /** Sends the call; failures are shown where `error` is, so nothing is thrown. */
  run(input: CallInput<O>): void
  /** The same for a caller that goes on afterwards; rejects with a ProblemError. */
  ask(input: CallInput<O>): Promise<z.output<O['result']>>
  /** Answer of the last call that went well. */
  readonly result: z.output<O['result']> | undefined
  readonly pending: boolean
  readonly error: unknown
  reset(): void
}

/** An operation that changes something. What it touches is read anew at once, without waiting for the event. */
export function useAct<O extends Operation>(operation: O, done?: (result: z.output<O['result']>) => void): Act<O> {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: (input: CallInput<O>) => client.call(operation, input),
    onSuccess: (result) => {
      refreshAfter(queries, operation.tag)
      done?.(result)
    },
    onError: (error) => {
      // Somebody was faster: what they made of it is read at once, so that one can see it and go on from there.
      if (error instanceof ProblemError && error.code === 'precondition_failed') refreshAfter(queries, operation.tag)
    },
  })
  return {
    run: (input) => mutation.mutate(input),
    ask: (input) => mutation.mutateAsync(input),
    result: mutation.data,
    pending: mutation.isPending,
    error: mutation.error,
    reset: () => mutation.reset(),
  }
}
