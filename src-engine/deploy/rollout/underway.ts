import { EngineError } from '../../kernel/errors.ts'

/** Why a rollout that runs in this process is told to stop. */
export type StopReason = { readonly kind: 'cancel'; readonly detail: string } | { readonly kind: 'close' }

/** A rollout that this process is carrying out. */
export interface Running {
  readonly id: string
  readonly signal: AbortSignal
  readonly done: Promise<void>
}

/** An agent kept for a rollout about to begin, while its target is asked. */
export interface Reservation {
  /** The order that took its place meanwhile (`stop`, `destroy`, `kill`); null while none did. */
  readonly calledOff: string | null
  release(): void
}

/** Which rollouts this process carries out: one an agent, and one more that waits for it to end. */
export interface Underway {
  of(agent: string): Running | undefined
  /**
   * Keeps the agent for a rollout about to begin.
   * @throws EngineError `conflict` when one is under way or about to begin, unless `preempt` says that this one follows
   *   it; `dependency_unavailable` when the app is going down
   */
  reserve(agent: string, name: string, preempt: boolean): Reservation
  /** Whether a rollout that brings the agent up is about to begin: its target is still being asked. */
  aboutToBegin(agent: string): boolean
  /** Calls off what is about to bring the agent up, in favour of `order`. Answers whether there was something. */
  callOff(agent: string, order: string): boolean
  /** Carries a rollout out after the one before it. */
  run(agent: string, id: string, work: (running: Running) => Promise<void>): void
  stop(agent: string, reason: StopReason): void
  /** A kill at work: nothing is taken back before the target has been marked, or what is taken back might start again. */
  hold(agent: string, kill: Promise<unknown>): void
  held(agent: string): Promise<void>
  /** Tells all to stop for the time being and waits for them, at most `ms`. Those are taken up at the next start. */
  close(ms: number): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createUnderway(onError: (error: unknown, id: string) => void): Underway {
  const running = new Map<string, { readonly entry: Running; readonly controller: AbortController }>()
  /** What is about to bring an agent up. What ends one keeps nobody waiting and is not in here. */
  const reserved = new Map<string, { calledOff: string | null }>()
  const holds = new Map<string, Promise<void>>()
  let closed = false

  async function all(): Promise<void> {
    while (running.size > 0) await Promise.all([...running.values()].map(({ entry }) => entry.done))
  }
  return {
    of: (agent) => running.get(agent)?.entry,
    reserve(agent, name, preempt) {
      if (closed) throw new EngineError('dependency_unavailable', 'The app is shutting down.')
      if (!preempt && (reserved.has(agent) || running.has(agent))) {
        throw new EngineError('conflict', `A deployment of ${name} is under way. Wait for its end, or cancel it.`, {
          details: { deployment: running.get(agent)?.entry.id ?? null },
        })
      }
      const own: { calledOff: string | null } = { calledOff: null }
      if (!preempt) reserved.set(agent, own)
      return {
        get calledOff() {
          return own.calledOff
        },
        release() {
          if (reserved.get(agent) === own) reserved.delete(agent)
        },
      }
    },
    aboutToBegin: (agent) => reserved.has(agent),
    callOff(agent, order) {
      const other = reserved.get(agent)
      if (!other) return false
      other.calledOff = order
      reserved.delete(agent)
      return true
    },
    run(agent, id, work) {
      const before = running.get(agent)?.entry.done ?? Promise.resolve()
      const controller = new AbortController()
      const { promise, resolve } = Promise.withResolvers<void>()
      const entry: Running = { id, signal: controller.signal, done: promise }
      running.set(agent, { entry, controller })
      if (closed) controller.abort({ kind: 'close' } satisfies StopReason)
      void before
        .then(() => work(entry))
        .catch((error: unknown) => onError(error, id))
        .finally(() => {
          if (running.get(agent)?.entry === entry) running.delete(agent)
          resolve()
        })
    },
    stop(agent, reason) {
      running.get(agent)?.controller.abort(reason)
    },
    hold(agent, kill) {
      const hold = Promise.allSettled([kill]).then(() => {
        if (holds.get(agent) === hold) holds.delete(agent)
      })
      holds.set(agent, hold)
    },
    held: (agent) => holds.get(agent) ?? Promise.resolve(),
    async close(ms) {
      closed = true
      for (const { controller } of running.values()) controller.abort({ kind: 'close' } satisfies StopReason)
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      await Promise.race([all(), promise])
      clearTimeout(timer)
    },
    idle: all,
  }
}

/** Why the signal of a rollout was aborted; null while it was not. */
export function stopReason(signal: AbortSignal): StopReason | null {
  if (!signal.aborted) return null
  const reason: unknown = signal.reason
  if (typeof reason === 'object' && reason !== null && 'kind' in reason && reason.kind === 'close')
    return { kind: 'close' }
  const detail =
    typeof reason === 'object' && reason !== null && 'detail' in reason && typeof reason.detail === 'string'
      ? reason.detail
      : 'cancelled'
  return { kind: 'cancel', detail }
}
