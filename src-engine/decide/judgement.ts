import type { Verdict } from '../contract/permissions.ts'

export type StepName =
  | 'agent'
  | 'tool'
  | 'rules'
  | 'arguments'
  | 'host'
  | 'budget'
  | 'rate'
  | 'approval'
  | 'approval-mismatch'
  | 'error'

/** One step of a judgement and what it found. */
export interface Step {
  readonly step: StepName
  readonly outcome: 'pass' | Verdict
  readonly detail: string
}

/** An approval as the judgement needs it. `expiresAt` in milliseconds since the epoch. */
export interface PresentedApproval {
  readonly tool: string
  readonly argsHash: string
  readonly state: 'waiting' | 'approved' | 'denied' | 'expired' | 'withdrawn'
  readonly expiresAt: number
}

export interface JudgeRequest {
  readonly tool: string
  readonly args: unknown
  /** argsHash(args), made by the caller, who records it too. */
  readonly argsHash: string
  /** Why the agent may do nothing now (paused, killed, stopped), as a sentence; null when nothing holds it. */
  readonly hold: string | null
  /** Which budget is used up, as a sentence, or null. */
  readonly budgetExceeded: string | null
  /** Calls already made in the current windows, this one not counted. */
  readonly rate: { readonly minute: number; readonly hour: number; readonly day: number }
  /** The approval the agent presents, or null. */
  readonly approval: PresentedApproval | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Judgement {
  readonly verdict: Verdict
  /** The step that settled it. */
  readonly decidedBy: StepName
  /** A sentence for the person who reads the record. */
  readonly reason: string
  /** The rule that matched, or null when none did. */
  readonly rule: string | null
  readonly trace: readonly Step[]
}
