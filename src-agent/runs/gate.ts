import { pause } from '../control/index.ts'

const LOOK_AGAIN_MS = 200

/** Says what must stand still, and why. */
export interface Gate {
  pause(reason: string): void
  resume(): void
  /** Why nothing at all may begin; undefined when it may. */
  paused(): string | undefined
  /** Why nothing with a side effect may begin; undefined when it may. */
  frozen(): string | undefined
}

/** `freezers` each give a reason to hold side effects back, or undefined. */
export function createGate(freezers: readonly (() => string | undefined)[]): Gate {
  let pausedFor: string | undefined
  return {
    pause(reason) {
      pausedFor = reason
    },
    resume() {
      pausedFor = undefined
    },
    paused: () => pausedFor,
    frozen() {
      if (pausedFor !== undefined) return pausedFor
      for (const freezer of freezers) {
        const reason = freezer()
        if (reason !== undefined) return reason
      }
      return undefined
    },
  }
}

/** Waits until `closed` has no reason any more; tells each new reason through `waiting`. Throws the signal's reason on abort. */
export async function waitUntilOpen(
  closed: () => string | undefined,
  waiting: (reason: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let told: string | undefined
  for (let reason = closed(); reason !== undefined; reason = closed()) {
    if (reason !== told) await waiting(reason)
    told = reason
    await pause(LOOK_AGAIN_MS, signal)
  }
  signal.throwIfAborted()
}
