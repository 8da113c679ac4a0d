export { createControlClient, type ControlClient } from './control-client.ts'
export { parseProblem, retryAfterMs } from './problem.ts'
export { backOff, isTransient, pause } from './retry.ts'
