import type { RolloutKind, RolloutRequest, RolloutStep } from '../../../adapter.ts'
import type { LocalKit } from '../kit.ts'
import { agentPaths } from '../paths.ts'
import { finish, handover, probe, promote, start } from './bring-up.ts'
import { check, create, lock } from './prepare.ts'
import { type Rollout, worded } from './step.ts'
import { erase, stop } from './take-down.ts'

type Make = (rollout: Rollout) => RolloutStep

/** Workspace and state have one writer, so the old one is stopped before the new one starts, and started again when that fails. */
export function stepsOf(kit: LocalKit, kind: RolloutKind, request: RolloutRequest): readonly RolloutStep[] {
  const rollout = { kit, kind, request, paths: agentPaths(kit.data, request.ref.agent) }
  const bringUp = [handover, start, probe, promote, finish]
  const sequence: Record<RolloutKind, readonly Make[]> = {
    deploy: [check, lock, create, ...bringUp],
    start: [check, lock, create, ...bringUp],
    restart: [check, lock, stop, create, ...bringUp],
    stop: [lock, stop, finish],
    destroy: [lock, stop, erase],
  }
  return sequence[kind].map((make) => worded(make(rollout), kit.data))
}
