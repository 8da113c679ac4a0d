const MISSED = 3

/** The permission to act, renewed by every answered heartbeat. */
export interface Lease {
  /** `every`: seconds until the next heartbeat is due. */
  renew(every: number): void
  every(): number
  /** Why the agent must not cause side effects now; undefined when the lease holds. */
  lost(): string | undefined
  answeredAt(): number | undefined
}

/** A lease that is lost when three replies are missing. Without a first reply there is none. */
export function createLease(): Lease {
  let everyS = 10
  let renewed: { wall: number; steady: number } | undefined

  return {
    renew(every) {
      everyS = every
      renewed = { wall: Date.now(), steady: performance.now() }
    },
    every: () => everyS,
    lost() {
      if (renewed === undefined) return 'Waiting for the first heartbeat reply.'
      // The steady clock stands still while the machine sleeps, the wall clock may be set back: the longer one counts.
      const passed = Math.max(Date.now() - renewed.wall, performance.now() - renewed.steady)
      return passed > MISSED * everyS * 1000
        ? `No heartbeat reply for ${Math.round(passed / 1000)} s; side effects are frozen until the control center answers.`
        : undefined
    },
    answeredAt: () => renewed?.wall,
  }
}
