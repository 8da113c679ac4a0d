export { createQueryClient } from './query-client.ts'
export { useAct, type Act } from './use-act.ts'
export { keyOf, useOperation } from './use-operation.ts'
export { usePages, type Pages } from './use-pages.ts'
