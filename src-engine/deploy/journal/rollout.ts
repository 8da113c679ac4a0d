import { z } from 'zod'
import { agentConfigSchema, agentSchema } from '../../contract/agents.ts'
import { type Deployment, deploymentSchema } from '../../contract/deployments.ts'
import { agentStateSchema } from '../../contract/lifecycle.ts'
import { targetPlaceSchema } from '../../contract/targets.ts'
import { jsonValueSchema, timeSchema } from '../../contract/values.ts'

export const instanceSchema = z.object({ id: z.string(), revision: z.string(), generation: z.int().min(0) })

/** How a rollout that goes back will end. */
const endingSchema = z.object({ state: z.enum(['failed', 'rolled-back', 'cancelled']), detail: z.string() })
export type Ending = z.output<typeof endingSchema>

/**
 * One rollout as the journal holds it: what people see of it, and what the engine needs to go on with it, or to take it
 * back, after a crash at any instant.
 */
export const rolloutSchema = z.object({
  deployment: deploymentSchema,
  requestId: z.string(),
  reason: z.string(),
  place: targetPlaceSchema,
  /** What is brought up, or acted on. */
  instance: instanceSchema,
  resources: agentSchema.shape.resources,
  /** The configuration that goes into service; held only until the rollout has ended. */
  config: agentConfigSchema.nullable(),
  /** Before-image: what to come back to. */
  before: z.object({ state: agentStateSchema, desired: agentSchema.shape.desired, active: instanceSchema.nullable() }),
  /** Where the instance is told to find the control center, once a step has asked. */
  runtime: z.object({ host: z.string(), port: z.int() }).nullable(),
  /** Written before a step runs. The key is the same however often the step is run again. */
  intents: z.record(z.string(), z.object({ key: z.string(), at: timeSchema })),
  results: z.record(z.string(), z.record(z.string(), jsonValueSchema)),
  /** Steps whose effect was taken back. */
  undone: z.array(z.string()),
  /** Steps whose effect could not be taken back. It is tried again until it can, or something later has dealt with it. */
  left: z.array(z.string()).default([]),
  /** Set once it goes back; null while it goes forward. */
  ending: endingSchema.nullable(),
  /** Counter of a kill or a release. */
  killNo: z.int().nullable(),
})
export type Rollout = z.output<typeof rolloutSchema>

export type StepPatch = Partial<Omit<Deployment['steps'][number], 'id' | 'title'>>

export function hasEnded({ deployment }: Pick<Rollout, 'deployment'>): boolean {
  return deployment.state !== 'running'
}

/** The rollout with one step changed; one that an older app did not know is added. */
export function withStep(
  rollout: Rollout,
  step: { readonly id: string; readonly title: string },
  patch: StepPatch,
): Rollout {
  const { deployment } = rollout
  const known = deployment.steps.find(({ id }) => id === step.id)
  const next = { ...(known ?? waitingStep(step)), ...patch }
  const steps = known
    ? deployment.steps.map((other) => (other.id === step.id ? next : other))
    : [...deployment.steps, next]
  return { ...rollout, deployment: { ...deployment, steps } }
}

export function waitingStep({
  id,
  title,
}: {
  readonly id: string
  readonly title: string
}): Deployment['steps'][number] {
  return { id, title, state: 'waiting', detail: '', startedAt: null, endedAt: null }
}
