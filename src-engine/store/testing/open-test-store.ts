import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../kernel/clock.ts'
import { type EventBus, createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import type { Clock, Logger } from '../../kernel/ports.ts'
import { type Store, type StoreOptions, openStore } from '../index.ts'

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A real store in a throw-away directory; `reopen` closes and opens it again, as a restart would. */
export interface TestStore {
  store: Store
  readonly directory: string
  /** Hears of what is written. */
  readonly bus: EventBus
  open(): Promise<Store>
  reopen(): Promise<Store>
  dispose(): Promise<void>
}

export async function openTestStore(clock: Clock = systemClock, onSync?: StoreOptions['onSync']): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), 'control-store-'))
  const bus = createEventBus((error) => {
    throw error
  })
  const open = (): Promise<Store> =>
    openStore({
      directory,
      clock,
      ids: createIds(clock),
      bus,
      logger: silentLogger,
      ...(onSync ? { onSync } : {}),
    })
  const test: TestStore = {
    store: await open(),
    directory,
    bus,
    open,
    async reopen() {
      await test.store.close()
      test.store = await test.open()
      return test.store
    },
    async dispose() {
      await test.store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
  return test
}
