export { forwarderConfigSchema, type ForwarderConfig } from './forwarder-config.ts'
export { createPipe, type Target } from './pipe.ts'
