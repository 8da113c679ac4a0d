export { type Journal, openJournal } from './journal.ts'
export { type Ending, type Rollout, type StepPatch, hasEnded, waitingStep, withStep } from './rollout.ts'
export { type Workload, type Workloads, openWorkloads } from './workloads.ts'
