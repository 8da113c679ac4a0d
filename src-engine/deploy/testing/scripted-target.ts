import { EngineError } from '../../kernel/errors.ts'
import type { Instance, RolloutKind, RolloutRequest, RolloutStep, TargetAdapter } from '../adapter.ts'

interface Held extends Instance {
  role: 'candidate' | 'active' | 'previous'
  running: boolean
}

/** What is at the target: it outlives every engine of a test. Effects are strict, so that doing one twice is seen. */
export interface World {
  readonly instances: Map<string, Held>
  /** What was done, in order. */
  readonly done: string[]
  mark: number | null
  lock: string | null
  /** Step ids that fail after their effect, with what they say: what failed half-way has to be taken back too. */
  readonly failing: Map<string, string>
  /** Step ids that take for ever once they had their effect, unless they are told to stop. */
  readonly endless: Set<string>
  /** The target cannot be reached. */
  gone: boolean
  /** What was changed past us. */
  readonly changed: string[]
  /** How `/healthz` answers. */
  healthy: boolean
  /** Resolves when the armed point was reached: from then on that engine does nothing more, as after SIGKILL. */
  readonly died: Promise<void>
  /** Arms the n-th point from here. */
  arm(point: number): void
  /** Points passed since the last arming. */
  points(): number
  /** One instant at which an engine may die. The promise of the armed one never resolves. */
  point(): Promise<void>
}

export function createWorld(): World {
  let passed = 0
  let armed = -1
  const death = { ...Promise.withResolvers<void>() }
  return {
    instances: new Map(),
    done: [],
    mark: null,
    lock: null,
    failing: new Map(),
    endless: new Set(),
    gone: false,
    healthy: true,
    changed: [],
    get died() {
      return death.promise
    },
    arm(point) {
      passed = 0
      armed = point
      Object.assign(death, Promise.withResolvers<void>())
    },
    points: () => passed,
    point() {
      passed += 1
      if (passed !== armed) return Promise.resolve()
      death.resolve()
      return new Promise(() => undefined)
    },
  }
}

/** A target in memory with the shape of a real one: one writer, so the old one stops before the new one starts. */
export function createScriptedTarget(world: World): TargetAdapter {
  function reach(): void {
    if (world.gone) throw new EngineError('dependency_unavailable', 'The target cannot be reached. Switch it on.')
  }
  function start(held: Held, released: number): void {
    if (world.mark !== null && world.mark > released) throw new EngineError('conflict', 'It is marked as killed.')
    if (held.running) throw new Error(`${held.id} was started twice`)
    held.running = true
    world.done.push(`start ${held.generation}`)
  }
  function stop(held: Held): void {
    if (held.running) world.done.push(`stop ${held.generation}`)
    held.running = false
  }
  function step(id: string, run: () => void, undo?: () => void): RolloutStep {
    async function effect(work: () => void): Promise<void> {
      await world.point()
      reach()
      work()
      await world.point()
    }
    return {
      id,
      title: `Step ${id}`,
      async run(context) {
        context.signal.throwIfAborted()
        await effect(() => {
          run()
          const failing = world.failing.get(id)
          if (failing !== undefined) throw new EngineError('target_failed', failing)
        })
        if (world.endless.has(id)) await aborted(context.signal)
        return { ok: true, ...(id === 'create' ? { made: {} } : {}) }
      },
      ...(undo ? { undo: () => effect(undo) } : {}),
    }
  }
  function steps(kind: RolloutKind, { instance, previous, released }: RolloutRequest): RolloutStep[] {
    const own = (): Held => {
      const held = world.instances.get(instance.id)
      if (!held) throw new EngineError('target_failed', 'It is not there.')
      return held
    }
    const others = (): Held[] => [...world.instances.values()].filter(({ id }) => id !== instance.id)
    const all: Record<string, RolloutStep> = {
      lock: step(
        'lock',
        () => {
          if (world.lock !== null && world.lock !== instance.id) throw new EngineError('conflict', 'Locked.')
          world.lock = instance.id
        },
        () => {
          if (world.lock === instance.id) world.lock = null
        },
      ),
      create: step(
        'create',
        () => {
          if (!world.instances.has(instance.id))
            world.instances.set(instance.id, { ...instance, role: 'candidate', running: false })
        },
        () =>
          void (
            kind === 'deploy' &&
            world.instances.get(instance.id)?.running !== true &&
            world.instances.delete(instance.id)
          ),
      ),
      start: step(
        'start',
        () => {
          for (const other of others()) stop(other)
          if (!own().running) start(own(), released)
        },
        () => {
          const held = world.instances.get(instance.id)
          if (held) stop(held)
          const old = previous && world.instances.get(previous.id)
          if (kind === 'deploy' && old && !old.running) start(old, released)
        },
      ),
      promote: step(
        'promote',
        () => {
          for (const other of others()) if (other.role === 'active') other.role = 'previous'
          own().role = 'active'
        },
        () => {
          const old = previous && world.instances.get(previous.id)
          if (old) old.role = 'active'
        },
      ),
      finish: step('finish', () => {
        for (const other of others()) if (other.role === 'candidate') world.instances.delete(other.id)
        if (world.lock === instance.id) world.lock = null
      }),
      stop: step('stop', () => {
        for (const held of world.instances.values()) stop(held)
      }),
      erase: step('erase', () => {
        world.instances.clear()
        world.lock = null
        if (world.mark !== null && world.mark <= released) world.mark = null
      }),
    }
    const order: Record<RolloutKind, readonly string[]> = {
      deploy: ['lock', 'create', 'start', 'promote', 'finish'],
      start: ['lock', 'create', 'start', 'promote', 'finish'],
      restart: ['lock', 'stop', 'start', 'finish'],
      stop: ['lock', 'stop', 'finish'],
      destroy: ['lock', 'stop', 'erase'],
    }
    return order[kind].flatMap((id) => all[id] ?? [])
  }
  return {
    kind: 'local',
    capabilities: { overlap: false, networkNone: false, limits: false, notes: ['A target in memory.'] },
    health: () =>
      Promise.resolve({ reachable: !world.gone, detail: '', engine: null, checkedAt: new Date(0).toISOString() }),
    plan: () =>
      Promise.resolve({
        downtime: { expected: world.instances.size > 0, reason: 'One writer.' },
        notes: [],
        refusals: world.gone ? ['The target cannot be reached.'] : [],
      }),
    steps,
    async observe() {
      reach()
      return {
        killMark: world.mark,
        instances: [...world.instances.values()].map((held) => ({
          ...held,
          frozen: false,
          ended: held.running ? null : 'exit code 0',
        })),
      }
    },
    drift: () => Promise.resolve(world.changed),
    async kill(_ref, killNo) {
      await world.point()
      reach()
      world.mark = Math.max(world.mark ?? 0, killNo)
      for (const held of world.instances.values()) stop(held)
      world.done.push(`kill ${killNo}`)
      await world.point()
      return { confirmed: true, detail: 'Nothing runs.' }
    },
    async release(_ref, killNo) {
      await world.point()
      reach()
      if (world.mark !== null && world.mark <= killNo) world.mark = null
      await world.point()
    },
    collect: () => Promise.resolve(),
    connect: (_ref, instance) => () => {
      reach()
      const up = world.instances.get(instance)?.running === true && world.healthy
      return up
        ? Promise.resolve(Response.json({ status: 'ok', instance }))
        : Promise.reject(new EngineError('dependency_unavailable', 'It does not answer.'))
    },
    async *logs() {
      yield await Promise.resolve({ at: null, stream: 'stdout', text: 'a line' } as const)
    },
  }
}

/** A store whose writes are points too: an engine may die before one, or after it is on the disk and before it knows. */
export function mortal<Store extends { readonly transaction: (...args: never[]) => Promise<unknown> }>(
  store: Store,
  world: World,
): Store {
  const { transaction } = store
  const wrapped = async (...args: Parameters<Store['transaction']>): Promise<unknown> => {
    await world.point()
    const result = await transaction(...args)
    await world.point()
    return result
  }
  return { ...store, transaction: wrapped as Store['transaction'] }
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new DOMException('It was told to stop.', 'AbortError'))
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  return promise
}
