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
} from './budget.ts'
export { canonicalJson, MAX_DEPTH, NotCanonicalError } from './canonical-json.ts'
export { compileProfile, type CompiledProfile } from './compile-profile.ts'
export { firstHlc, tickHlc } from './hlc.ts'
export { judge } from './judge.ts'
export type { Judgement, JudgeRequest, PresentedApproval, StepName } from './judgement.ts'
export { canMove, movesFrom } from './lifecycle.ts'
export { periodAt } from './periods.ts'
export { costOf, type Price } from './price.ts'
export { countCall, fullWindow, noCalls, rateCounts, type RateState } from './rate.ts'
export { runLimitReached, type RunLimits, type RunUse } from './run-limits.ts'
export { estimateTokens } from './tokens.ts'
