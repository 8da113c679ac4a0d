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
 * @param held a promise while writers are asked to wait, undefined while they may go on. Whoever waits for a turn is asked
 *   too: a queue that went on writing would leave a checkpoint something to copy for ever.
 */
export function createTurns(held: () => Promise<void> | undefined): Turns {
  const waiting: (() => void)[] = []
  let taken = false

  function take(): void {
    taken = true
    setImmediate(pass)
  }
  function pass(): void {
    const until = held()
    if (until) void until.then(pass)
    else if (waiting.length === 0) taken = false
    else {
      take()
      for (const resume of waiting.splice(0, AT_ONCE)) resume()
    }
  }
  return {
    next() {
      const free = !taken && !held()
      if (!taken) take()
      return free ? undefined : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
