/** Lets work of some weight onto the event loop one at a time. */
export interface Turns {
  /** Resolves when it is the caller's turn; undefined when that is now. First come, first served. */
  next(): Promise<void> | undefined
}

/**
 * Requests come in bursts: all clients that waited for one sync of the disk hear of it at once and ask again at once. Run
 * back to back their transactions would hold the loop for tens of milliseconds, so each gets a turn of the loop of its
 * own, and timers, other requests and the disk's answers come between.
 */
export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let taken = false

  function pass(): void {
    const resume = waiting.shift()
    if (resume === undefined) {
      taken = false
      return
    }
    setImmediate(pass)
    resume()
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
