import { runtimeRuns, type ConfigBundle, type RunOrder } from '../../src-engine/contract/runtime.ts'
import { backOff, type ControlClient } from '../control/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { createLiveFeed, type LiveFeed } from '../live/index.ts'
import { log } from '../log.ts'
import type { Spool } from '../spool/index.ts'
import type { Toolbox } from '../tools/index.ts'
import { waitUntilOpen, type Gate } from './gate.ts'
import { createRecorder, type RunRecorder } from './recorder.ts'
import { RunStop } from './run-context.ts'
import { workOnRun } from './run-loop.ts'
import { hasEnded, newRunState, type RunState } from './run-state.ts'
import type { RunStore } from './run-store.ts'

const MOST_QUEUED = 100

export interface RunManager {
  /** Takes an order (again). Throws `conflict` for a known run with another task, `rate_limited` when too many wait. */
  give(order: RunOrder): RunState
  cancel(run: string, reason: string): Promise<boolean>
  find(run: string): { readonly state: RunState; readonly live: LiveFeed } | undefined
  current(): string | null
  queued(): number
  lastProgressAt(): string | null
  /** Takes up what is owed and works on one run after the other until `signal` aborts. */
  work(signal: AbortSignal): Promise<void>
}

interface ManagerDeps {
  readonly store: RunStore
  readonly spool: Spool
  readonly client: ControlClient
  readonly gate: Gate
  readonly bundle: () => ConfigBundle | undefined
  readonly toolbox: Toolbox
}

/** The runs of this agent, worked on one at a time in the order they came. */
export function createRunManager(deps: ManagerDeps): RunManager {
  const known = new Map<string, RunRecorder>()
  let active: { run: string; stop: AbortController } | undefined
  let progressAt: string | null = null
  let wake = Promise.withResolvers<void>()

  function remember(state: RunState): RunRecorder {
    const live = createLiveFeed()
    if (hasEnded(state)) live.end()
    const recorder = createRecorder(state, deps.store, deps.spool, live)
    known.set(state.run, recorder)
    return recorder
  }

  function states(): RunState[] {
    return [...known.values()].map((recorder) => recorder.state)
  }

  function waiting(): RunRecorder[] {
    return [...known.values()].filter(({ state }) => !hasEnded(state) && state.run !== active?.run)
  }

  for (const state of deps.store.load()) remember(state)

  function give(order: RunOrder): RunState {
    const before = known.get(order.run)
    if (before !== undefined) {
      if (before.state.task !== order.task)
        throw new AgentError('conflict', `Run ${order.run} is known with another task.`, { status: 409 })
      return before.state
    }
    if (waiting().length >= MOST_QUEUED)
      throw new AgentError('rate_limited', `${MOST_QUEUED} runs wait already.`, { status: 429 })
    const state = newRunState(order.run, order.task, new Date().toISOString())
    deps.store.save(state)
    remember(state)
    wake.resolve()
    return state
  }

  async function cancel(run: string, reason: string): Promise<boolean> {
    const recorder = known.get(run)
    if (recorder === undefined) return false
    if (active?.run === run) active.stop.abort(new RunStop('cancelled', reason))
    else if (!hasEnded(recorder.state)) {
      await recorder.commit(
        { state: 'cancelled', reason, pending: [] },
        { events: [{ type: 'warning', message: `The run was cancelled: ${reason}` }] },
      )
      recorder.live.end()
    }
    return true
  }

  // What the control center does not owe us any more was ended there while we were away; what we lost it gives again.
  async function reconcile(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const before = new Set(known.keys())
      try {
        const { runs } = await deps.client.call(runtimeRuns, { signal })
        const owed = new Set(runs.map((order) => order.run))
        for (const { state } of waiting())
          if (before.has(state.run) && !owed.has(state.run))
            await cancel(state.run, 'The control center no longer waits for it.')
        for (const order of runs) give(order)
        return
      } catch (error) {
        signal.throwIfAborted()
        if (attempt === 1) {
          // Until it was seen serving it is not in service yet: that is how every deployment begins.
          const level = error instanceof AgentError && error.code === 'dependency_unavailable' ? 'info' : 'warn'
          log(level, 'waiting for the control center before taking up work', { why: sentence(error) })
        }
        await backOff(attempt, signal)
      }
    }
  }

  async function work(signal: AbortSignal): Promise<void> {
    // Runs whose end was written but not yet spooled; the others recover when they are taken up.
    for (const recorder of known.values()) if (hasEnded(recorder.state)) await recorder.recover()
    await reconcile(signal)
    await waitUntilOpen(
      () => (deps.bundle() === undefined ? 'no config yet' : undefined),
      () => Promise.resolve(),
      signal,
    )
    while (!signal.aborted) {
      const next = waiting()[0]
      if (next === undefined) {
        wake = Promise.withResolvers<void>()
        const over = () => wake.resolve()
        signal.addEventListener('abort', over, { once: true })
        await wake.promise
        signal.removeEventListener('abort', over)
        continue
      }
      await workOn(next, signal)
      for (const gone of deps.store.prune(states())) known.delete(gone.run)
    }
  }

  async function workOn(recorder: RunRecorder, signal: AbortSignal): Promise<void> {
    const stop = new AbortController()
    const shutdown = () => stop.abort(new RunStop('shutdown', 'The agent is shutting down.'))
    signal.addEventListener('abort', shutdown, { once: true })
    active = { run: recorder.state.run, stop }
    const watched: RunRecorder = {
      get state() {
        return recorder.state
      },
      live: recorder.live,
      recover: recorder.recover,
      async commit(change, records) {
        await recorder.commit(change, records)
        progressAt = new Date().toISOString()
      },
    }
    try {
      await workOnRun({
        recorder: watched,
        client: deps.client,
        gate: deps.gate,
        bundle: bundleNow,
        toolbox: deps.toolbox,
        signal: stop.signal,
      })
    } finally {
      active = undefined
      signal.removeEventListener('abort', shutdown)
    }
  }

  function bundleNow(): ConfigBundle {
    const bundle = deps.bundle()
    if (bundle === undefined) throw new AgentError('dependency_unavailable', 'There is no config yet.')
    return bundle
  }

  return {
    give,
    cancel,
    find: (run) => known.get(run),
    current: () => active?.run ?? null,
    queued: () => waiting().length,
    lastProgressAt: () => progressAt,
    work,
  }
}
