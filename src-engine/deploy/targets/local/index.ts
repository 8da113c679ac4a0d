export { type LocalTarget, createLocalTarget } from './local-target.ts'
export type { LocalTargetOptions, LocalTiming } from './options.ts'
