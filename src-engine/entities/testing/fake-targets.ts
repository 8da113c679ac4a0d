import type { TargetHealth, TargetPlace } from '../../contract/targets.ts'
import type { DetectedTarget, TargetPort } from '../targets/port.ts'

/** Places as a test says they are. */
export interface FakeTargets extends TargetPort {
  readonly asked: TargetPlace[]
  healthIs(health: TargetHealth | Promise<TargetHealth>): void
  readonly found: DetectedTarget[]
}

export const reachable: TargetHealth = {
  reachable: true,
  detail: 'It answers.',
  engine: null,
  checkedAt: '2026-01-01T00:00:00.000Z',
}

export function createFakeTargets(): FakeTargets {
  let answer: TargetHealth | Promise<TargetHealth> = reachable
  const asked: TargetPlace[] = []
  const found: DetectedTarget[] = []
  return {
    asked,
    found,
    healthIs(health) {
      answer = health
    },
    async health(place) {
      asked.push(place)
      return answer
    },
    detect: async () => found,
  }
}
