export { useLive } from './store.ts'
export { refreshAfter } from './touches.ts'
export { useLiveConnection } from './use-live.ts'
export { whileSeen } from './while-seen.ts'
