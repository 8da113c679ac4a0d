import { build } from '../../scripts/runner/build.ts'
import { startDocker } from './docker.ts'

/**
 * vitest globalSetup: DOCKER_HOST points to an engine that answers, ours where there is none; what goes into the agent's
 * image is built.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (!(await build('agent'))) throw new Error('the agent could not be built')
  const docker = await startDocker()
  Object.assign(process.env, docker.env)
  return docker.stop
}
