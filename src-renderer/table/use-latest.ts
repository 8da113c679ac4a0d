import { useCallback, useInsertionEffect, useRef } from 'react'

/** A function that stays the same while what it does follows the latest render: what is memoized need not be drawn again. */
export function useLatest<Args extends readonly unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(act)
  useInsertionEffect(() => {
    latest.current = act
  })
  return useCallback((...args: Args) => latest.current(...args), [])
}
