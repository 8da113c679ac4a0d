export { deliverSpool, drainSpool } from './deliver.ts'
export { spoolItemSchema, type SpoolItem } from './entry.ts'
export { openSpool, type Spool } from './spool.ts'
