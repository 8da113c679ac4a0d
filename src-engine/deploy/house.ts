import type { TargetPlace } from '../contract/targets.ts'
import type { Services } from '../entities/context.ts'
import type { ActivityRecorder } from '../entities/activity/recorder.ts'
import { EngineError } from '../kernel/errors.ts'
import type { TargetAdapter, WorkloadRef } from './adapter.ts'
import type { InstanceTokens } from './instance-tokens.ts'
import type { Journal, Workloads } from './journal/index.ts'
import type { Underway } from './rollout/underway.ts'

/** Address of the runtime listener. */
export interface RuntimeAddress {
  readonly host: string
  readonly port: number
}

/** What everything in deploy/ stands on; made once by `openDeployments`. */
export interface House extends Pick<Services, 'store' | 'clock' | 'ids' | 'logger' | 'vault' | 'agents'> {
  readonly activity: ActivityRecorder
  readonly adapters: ReadonlyMap<TargetPlace['kind'], TargetAdapter>
  readonly tokens: InstanceTokens
  /** Where an agent at `place` finds the control center; opens the listener when it is not open yet. */
  readonly runtimeAddress: (place: TargetPlace) => Promise<RuntimeAddress>
  readonly journal: Journal
  readonly workloads: Workloads
  readonly underway: Underway
}

/** @throws EngineError `dependency_unavailable` when this host has no adapter for such a place. */
export function adapterOf({ adapters }: Pick<House, 'adapters'>, place: TargetPlace): TargetAdapter {
  const adapter = adapters.get(place.kind)
  if (!adapter)
    throw new EngineError('dependency_unavailable', `This app cannot deploy to targets of the kind ${place.kind}.`, {
      details: { kind: place.kind },
    })
  return adapter
}

export function refOf({ org, agent, place }: WorkloadRef): WorkloadRef {
  return { org, agent, place }
}

/** A failure as people read it. What is not meant for them is in the app's log. */
export function sentenceOf(error: unknown): string {
  return error instanceof EngineError && error.code !== 'internal'
    ? error.message
    : 'Something unexpected went wrong; the app’s log has it.'
}
