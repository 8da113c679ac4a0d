import type { RolloutStep } from '../adapter.ts'
import type { House } from '../house.ts'
import { type Rollout, withStep } from '../journal/index.ts'
import { contextOf } from './request.ts'

/** What a step says reaches screens at most this often (milliseconds). */
const EVERY = 250
const MOST = 2_000

export interface Speaker {
  say(detail: string): void
  last(): string
  end(): void
}

/** Carries what a running step says to the screens that watch: the latest words, not each. */
export function speaker(house: House, rollout: Rollout, step: RolloutStep): Speaker {
  let latest = ''
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    timer = null
    const detail = latest
    house.store
      .transaction(contextOf(rollout), (tx) =>
        house.journal.change(tx, rollout.deployment.id, (now) => withStep(now, step, { detail })),
      )
      .catch((error: unknown) =>
        house.logger.warn({ err: error, deployment: rollout.deployment.id }, 'progress could not be recorded'),
      )
  }
  return {
    say(detail) {
      latest = detail.slice(0, MOST)
      timer ??= setTimeout(flush, EVERY)
    },
    last: () => latest,
    end() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
