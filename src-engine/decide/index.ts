export { argsHash } from './args-hash.ts'
export {
  exceeded,
  ledgerKey,
  release,
  reserve,
  settle,
  type Amount,
  type BudgetCap,
  type BudgetWarning,
  type Ledger,
  type LedgerEntry,
  type Reservation,
  type ReserveResult,
} from './budget.ts'
export { canonicalJson, MAX_DEPTH, NotCanonicalError } from './canonical-json.ts'
export { compileProfile, type CompiledProfile } from './compile-profile.ts'
export { clampHlc, decodeHlc, encodeHlc, firstHlc, receiveHlc, tickHlc, type Hlc } from './hlc.ts'
export { compileHosts, hostOfUrl } from './hosts.ts'
export { judge } from './judge.ts'
export type { Judgement, JudgeRequest, PresentedApproval, Step, StepName } from './judgement.ts'
export { canMove, movesFrom } from './lifecycle.ts'
export { mergeField, type FieldConflict, type FieldOp, type FieldState, type Merged } from './merge.ts'
export { periodAt, type Span } from './periods.ts'
export { costOf, type Price } from './price.ts'
export { countCall, noCalls, rateCounts, type RateState } from './rate.ts'
export { estimateTokens } from './tokens.ts'
