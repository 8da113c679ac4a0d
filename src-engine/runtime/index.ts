export { createRuntimeApp } from './app.ts'
export type * from './ports.ts'
export { systemHosts } from './web/system-hosts.ts'
