export { forwarderConfigSchema } from './forwarder-config.ts'
export { createPipe } from './pipe.ts'
