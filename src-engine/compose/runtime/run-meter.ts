import type { RunUse } from '../../decide/index.ts'
import type { Services } from '../../entities/context.ts'

/** What open runs have used: in memory for the hot path, read from the records when first asked for. */
export interface RunMeter {
  of(run: string): RunUse
  /** Counts what has been recorded. Of a run nobody asked for nothing is kept: the records hold it. */
  add(run: string, use: Partial<RunUse>): void
}

/** How many runs are kept; beyond it all are read anew. */
const MOST = 2_000

export function createRunMeter({ store }: Pick<Services, 'store'>): RunMeter {
  const known = new Map<string, RunUse>()
  return {
    of(run) {
      let use = known.get(run)
      if (!use) {
        if (known.size >= MOST) known.clear()
        use = store.spending.useOfRun(run)
        known.set(run, use)
      }
      return use
    },
    add(run, { modelCalls = 0, tokens = 0, milliseconds = 0 }) {
      const use = known.get(run)
      if (!use) return
      known.set(run, {
        modelCalls: use.modelCalls + modelCalls,
        tokens: use.tokens + tokens,
        milliseconds: use.milliseconds + milliseconds,
      })
    },
  }
}
