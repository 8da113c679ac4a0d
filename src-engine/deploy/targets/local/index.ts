export { type LocalTarget, createLocalTarget } from './local-target.ts'
