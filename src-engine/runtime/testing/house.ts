import type { Limits } from '../../contract/agents.ts'
import type { Profile } from '../../contract/permissions.ts'
import type { DecisionRecord, Hold, RuntimePorts } from '../ports.ts'

export type RecordedDecision = Pick<
  DecisionRecord,
  'id' | 'agent' | 'run' | 'call' | 'verdict' | 'argsHash' | 'policyRev' | 'decidedBy' | 'passed'
>

/** A runtime with one agent (TOKEN), a stranger (OTHER_TOKEN) and an open run, whatever it keeps its things in. */
export interface House {
  readonly ports: RuntimePorts
  readonly agent: string
  readonly run: string
  policyRev(): string
  setProfile(profile: Profile): Promise<void>
  /** Holds the agent; answers the reason it is given. */
  hold(kind: Hold['kind']): Promise<string>
  /** Caps the agent's money a day. */
  cap(microUsd: number): Promise<void>
  limit(limits: Partial<Limits>): Promise<void>
  endRun(): Promise<void>
  answer(approval: string, state: 'approved' | 'denied'): Promise<void>
  pass(ms: number): void
  decisions(): RecordedDecision[]
  /** How many results are stored. */
  results(): number
  incidents(): { readonly kind: string; readonly run: string | null; readonly decision: string | null }[]
  dispose(): Promise<void>
}
