export { beat } from './heartbeat.ts'
export { createLease, type Lease } from './lease.ts'
