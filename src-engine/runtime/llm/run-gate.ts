import { runLimitReached } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { AgentIdentity, RuntimePorts } from '../ports.ts'

/** Lets model calls through while their run has something left. Calls under way count as what they may use at most. */
export interface RunGate {
  /** Counts a call until the answer is called. @throws budget_exceeded with a sentence when the run may not go on */
  enter(who: AgentIdentity, run: string, tokens: number): () => void
}

export function createRunGate(ports: Pick<RuntimePorts, 'policy' | 'runs'>): RunGate {
  const under = new Map<string, { readonly calls: number; readonly tokens: number }>()

  function change(run: string, calls: number, tokens: number): void {
    const now = under.get(run) ?? { calls: 0, tokens: 0 }
    if (now.calls + calls === 0) under.delete(run)
    else under.set(run, { calls: now.calls + calls, tokens: now.tokens + tokens })
  }
  return {
    enter(who, run, tokens) {
      const used = ports.runs.used(who, run)
      const open = under.get(run) ?? { calls: 0, tokens: 0 }
      const use = { ...used, modelCalls: used.modelCalls + open.calls, tokens: used.tokens + open.tokens }
      const reached = runLimitReached(ports.policy.of(who).limits, use, { tokens })
      if (reached !== null) throw new EngineError('budget_exceeded', reached)
      change(run, 1, tokens)
      return () => change(run, -1, -tokens)
    },
  }
}
