import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** One clock for all: a screen with five hundred relative times still has one timer. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The time in milliseconds, moving on every `every` milliseconds. */
export function useNow(every = 1000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / every) * every)
}
