import { setImmediate } from 'node:timers/promises'
import type { EngineError } from '../kernel/errors.ts'
import type { Clock } from '../kernel/ports.ts'
import type { ChangeLog } from './change-log.ts'
import { type LocalRecords, SWEEP_ROWS } from './local-records.ts'
import type { DaySums } from './streams/day-sums.ts'
import type { OpenReservations } from './streams/open-reservations.ts'

/** Removes what has expired, and notes what nobody needs to look at again. */
export interface Sweeper {
  /** Resolves when nothing that had expired is left; one that is under way is joined. */
  sweep(): Promise<void>
  /** Ends one that is under way. */
  close(): Promise<void>
}

export interface SweeperParts {
  readonly local: Pick<LocalRecords, 'sweep'>
  readonly changes: Pick<ChangeLog, 'trim'>
  readonly openReservations: Pick<OpenReservations, 'advance'>
  readonly daySums: Pick<DaySums, 'advance'>
  readonly clock: Clock
  readonly failure: () => EngineError | null
}

/** A busy minute leaves thousands of records that expire together: they go a little at a time, and others come between. */
export function createSweeper({ local, changes, openReservations, daySums, clock, failure }: SweeperParts): Sweeper {
  let running: Promise<void> | null = null
  const closing = new AbortController()

  async function all(): Promise<void> {
    if (failure() === null) {
      changes.trim()
      openReservations.advance()
    }
    while (!closing.signal.aborted && failure() === null && local.sweep(clock.now()) === SWEEP_ROWS)
      await setImmediate()
    while (!closing.signal.aborted && failure() === null && daySums.advance()) await setImmediate()
  }
  return {
    sweep() {
      running ??= all().finally(() => {
        running = null
      })
      return running
    },
    async close() {
      closing.abort()
      await running?.catch(() => undefined) // told to whoever asked for it
    },
  }
}
