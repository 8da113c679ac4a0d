export { createQueryClient } from './query-client.ts'
export { useAct } from './use-act.ts'
export { keyOf, useOperation } from './use-operation.ts'
export { usePages } from './use-pages.ts'
