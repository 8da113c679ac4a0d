import { hash } from 'node:crypto'
import type { ToolResult } from '../../contract/runtime.ts'
import { type RunUse, canonicalJson } from '../../decide/index.ts'
import type { Services } from '../../entities/context.ts'
import { toolResults } from '../../store/index.ts'

type Outcome = Pick<ToolResult, 'tool' | 'args' | 'outcome' | 'output'>

/** What open runs have used: in memory for the hot path, read from the records when first asked for. */
export interface RunMeter {
  of(run: string): RunUse
  /** Counts what has been recorded. Of a run nobody asked for nothing is kept: the records hold it. */
  add(run: string, use: Partial<Omit<RunUse, 'idleCalls'>>): void
  /** Takes note of what a call of a tool brought: what that tool has not brought in this run before is progress. */
  brought(run: string, outcome: Outcome): void
}

interface Known {
  readonly use: RunUse
  /** Hashes of what tools have brought. */
  readonly outcomes: Set<string>
}

/** How many runs are kept; beyond it all are read anew. */
const MOST = 2_000

export function createRunMeter({ store }: Pick<Services, 'store'>): RunMeter {
  const known = new Map<string, Known>()

  /** What the records say, so that a restart gives no run its steps again. */
  function recorded(run: string): Known {
    const outcomes = new Set<string>()
    let progressAt = ''
    for (const { at, doc } of store.stream(toolResults).ofRun(run)) if (isNew(outcomes, doc)) progressAt = at
    // Results and model calls stand in two tables that have but their times in common: a result's is when it arrived, a
    // call's when it began. One of the same millisecond followed the result: the step before it took longer than that.
    const idleCalls = store.spending.modelCallsSince(run, progressAt)
    return { use: { ...store.spending.useOfRun(run), idleCalls }, outcomes }
  }
  return {
    of(run) {
      let entry = known.get(run)
      if (!entry) {
        if (known.size >= MOST) known.clear()
        entry = recorded(run)
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
      if (!entry || !isNew(entry.outcomes, outcome)) return
      known.set(run, { ...entry, use: { ...entry.use, idleCalls: 0 } })
    },
  }
}

/** Whether a call brought what none has brought before; it is one of `outcomes` from then on. */
function isNew(outcomes: Set<string>, { tool, args, outcome, output }: Outcome): boolean {
  if (outcome !== 'ok') return false
  const key = hash('sha256', `${tool}\n${canonicalJson(args)}\n${output}`, 'base64url')
  if (outcomes.has(key)) return false
  outcomes.add(key)
  return true
}
