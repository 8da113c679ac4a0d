import { EngineError } from '../../kernel/errors.ts'
import type { DeploymentPort } from '../deployments/port.ts'

function refuse(): Promise<never> {
  return Promise.reject(new EngineError('dependency_unavailable', 'This test deploys nothing.'))
}

/** A deployment port with nothing deployed, for verbs that only ask what is. */
export const noDeployments: DeploymentPort = {
  plan: refuse,
  begin: refuse,
  kill: refuse,
  release: refuse,
  cancel: refuse,
  get: () => undefined,
  list: () => [],
  logs: refuse,
  aboutToBegin: () => false,
  leftBehind: () => null,
  inService: () => null,
  connect: () => null,
}
