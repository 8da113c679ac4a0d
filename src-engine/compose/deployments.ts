import type { Services } from '../entities/context.ts'
import type { DeploymentPort } from '../entities/deployments/port.ts'
import type { TargetPort } from '../entities/targets/port.ts'
import { EngineError } from '../kernel/errors.ts'
import type { IdentityPort } from '../runtime/index.ts'
import type { EngineConfig } from './open-engine.ts'
import type { ListenerAddress } from './runtime-listener.ts'
const refuse = () => Promise.reject(new EngineError('dependency_unavailable', 'interim'))
export function composeDeployments(_base: Omit<Services, 'deployments' | 'targets'>, _config: EngineConfig, _listen: (host: string) => Promise<ListenerAddress>): { deployments: DeploymentPort; targets: TargetPort; identity: IdentityPort; resume(): Promise<void>; close(): Promise<void> } {
  return {
    deployments: { plan: refuse, begin: refuse, kill: refuse, release: refuse, cancel: refuse, get: () => undefined, list: () => [], logs: refuse, connect: () => null },
    targets: { health: async () => ({ reachable: false, detail: 'interim', engine: null, checkedAt: new Date().toISOString() }), detect: async () => [] },
    identity: { authenticate: async () => null },
    resume: async () => {},
    close: async () => {},
  }
}
