import { hash } from 'node:crypto'
import type { RunUse } from '../../decide/index.ts'
import type { Services } from '../../entities/context.ts'

/** What open runs have used: in memory for the hot path, read from the records when first asked for. */
export interface RunMeter {
  of(run: string): RunUse
  /** Counts what has been recorded. Of a run nobody asked for nothing is kept: the records hold it. */
  add(run: string, use: Partial<Omit<RunUse, 'idleCalls'>>): void
  /** Takes note of what a tool brought: what it has not brought in this run before is progress. */
  brought(run: string, outcome: string): void
}

interface Known {
  readonly use: RunUse
  /** Hashes of what tools have brought since this process began. */
  readonly outcomes: Set<string>
}

/** How many runs are kept; beyond it all are read anew. */
const MOST = 2_000

export function createRunMeter({ store }: Pick<Services, 'store'>): RunMeter {
  const known = new Map<string, Known>()
  return {
    of(run) {
      let entry = known.get(run)
      if (!entry) {
        if (known.size >= MOST) known.clear()
        // Records do not tell repetition from progress, so a restart gives a run that many steps again.
        entry = { use: { ...store.spending.useOfRun(run), idleCalls: 0 }, outcomes: new Set() }
        known.set(run, entry)
      }
      return entry.use
    },
    add(run, { modelCalls = 0, tokens = 0, milliseconds = 0 }) {
      const entry = known.get(run)
      if (!entry) return
      const { use, outcomes } = entry
      known.set(run, {
        outcomes,
        use: {
          modelCalls: use.modelCalls + modelCalls,
          tokens: use.tokens + tokens,
          milliseconds: use.milliseconds + milliseconds,
          idleCalls: use.idleCalls + modelCalls,
        },
      })
    },
    brought(run, outcome) {
      const entry = known.get(run)
      const key = hash('sha256', outcome, 'base64url')
      if (!entry || entry.outcomes.has(key)) return
      entry.outcomes.add(key)
      known.set(run, { ...entry, use: { ...entry.use, idleCalls: 0 } })
    },
  }
}
