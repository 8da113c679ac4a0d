import { systemClock } from '../../src-engine/kernel/clock.ts'
import { createEventBus, type EventBus } from '../../src-engine/kernel/events.ts'
import { createIds } from '../../src-engine/kernel/ids.ts'
import type { Clock, Ids, Logger } from '../../src-engine/kernel/ports.ts'
import { type Store, openStore } from '../../src-engine/store/index.ts'

/** Tells what goes wrong and nothing else. */
export const benchLogger: Logger = {
  debug() {},
  info() {},
  warn: (fields, message) => console.error(message, fields),
  error: (fields, message) => console.error(message, fields),
}

/** The store of a data directory in this process, to prepare or look at what a host will or did work on. */
export async function openBenchStore(
  directory: string,
): Promise<{ store: Store; bus: EventBus; ids: Ids; clock: Clock }> {
  const bus = createEventBus((error) => {
    throw error
  })
  const ids = createIds(systemClock)
  return {
    store: await openStore({ directory, clock: systemClock, ids, bus, logger: benchLogger }),
    bus,
    ids,
    clock: systemClock,
  }
}
