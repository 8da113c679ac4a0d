/** Lets work of some weight onto the event loop a little at a time. */
export interface Turns {
  /** Resolves when it is the caller's turn; undefined when that is now. First come, first served. */
  next(): Promise<void> | undefined
}

/**
 * So many a turn of the loop: one alone would make as many syncs of the disk as there are writes, all of them hold the
 * loop for as long as they take together (docs/adr/0013).
 */
export const AT_ONCE = 8

/**
 * Requests come in bursts: all clients that waited for one sync of the disk hear of it at once and ask again at once. Run
 * back to back their transactions would hold the loop for tens of milliseconds, so a few get a turn of the loop, and
 * timers, other requests and the disk's answers come between.
 */
export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let taken = false

  function pass(): void {
    taken = waiting.length > 0
    if (!taken) return
    setImmediate(pass)
    for (const resume of waiting.splice(0, AT_ONCE)) resume()
  }
  return {
    next() {
      if (taken) return new Promise((resolve) => waiting.push(resolve))
      taken = true
      setImmediate(pass)
      return undefined
    },
  }
}
