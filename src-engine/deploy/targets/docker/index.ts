export { createDockerTarget, type DockerTarget } from './docker-target.ts'
