/** Those who wait for something to happen to a named thing. */
export interface Waiters {
  /** Resolves when `key` is woken, after `ms`, or when the signal aborts: look again whatever it was. */
  wait(key: string, ms: number, signal: AbortSignal): Promise<void>
  wake(key: string): void
  wakeAll(): void
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>()

  function wake(key: string): void {
    for (const done of waiting.get(key) ?? []) done()
  }
  return {
    wake,
    wakeAll() {
      for (const key of waiting.keys()) wake(key)
    },
    wait(key, ms, signal) {
      if (ms <= 0 || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const set = waiting.get(key) ?? new Set()
        waiting.set(key, set)
        function done(): void {
          clearTimeout(timer)
          set.delete(done)
          if (set.size === 0) waiting.delete(key)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        set.add(done)
        signal.addEventListener('abort', done, { once: true })
      })
    },
  }
}
