export { type BaseSource, type Watch } from './base-source.ts'
export { hostBase } from './host-base.ts'
export { ensureImage, type AgentImage, type ImageOptions } from './ensure-image.ts'
