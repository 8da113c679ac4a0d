import { startDocker } from './docker.ts'

/** vitest globalSetup: DOCKER_HOST points to an engine that answers, ours where there is none. */
export default async function setup(): Promise<() => Promise<void>> {
  const docker = await startDocker()
  Object.assign(process.env, docker.env)
  return docker.stop
}
