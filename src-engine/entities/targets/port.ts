import type { TargetHealth, TargetPlace } from '../../contract/targets.ts'

/** A place this machine offers, with how it is now. */
export interface DetectedTarget {
  readonly name: string
  readonly place: TargetPlace
  readonly health: TargetHealth
}

/** What the verbs ask of the places where agents run. Neither promise rejects: what cannot be reached says so, and what to do about it. */
export interface TargetPort {
  health(place: TargetPlace): Promise<TargetHealth>
  detect(): Promise<readonly DetectedTarget[]>
}
