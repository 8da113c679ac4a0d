export { createDockerTarget, type DockerTarget } from './docker-target.ts'
export type { DockerTargetOptions } from './options.ts'
