export { useLive } from './store.ts'
export { refreshAfter } from './touches.ts'
export { useLiveConnection } from './use-live.ts'
