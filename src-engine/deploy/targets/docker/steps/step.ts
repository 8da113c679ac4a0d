import { z } from 'zod'
import { EngineError } from '../../../../kernel/errors.ts'
import type { RolloutKind, RolloutRequest, RolloutStep, StepContext } from '../../../adapter.ts'
import type { JsonObject } from '../../../../contract/values.ts'
import { hostOf, type DockerEngine } from '../engine.ts'
import { explain } from '../explain.ts'
import type { DockerKit } from '../kit.ts'
import { agentOf, forwarderOf, partsOf, type Part } from '../workload.ts'

/** What the steps of one rollout share. */
export interface Rollout {
  readonly kit: DockerKit
  readonly kind: RolloutKind
  readonly request: RolloutRequest
}

interface StepParts {
  readonly id: string
  readonly title: string
  /** What is being done, to complete "Docker refused while …". */
  readonly doing: string
  run(engine: DockerEngine, context: StepContext): Promise<JsonObject>
  undo?(engine: DockerEngine, context: StepContext): Promise<void>
}

/** A step that reaches the engine anew each time and says in our words what Docker refuses. */
export function step({ kit, request }: Rollout, parts: StepParts): RolloutStep {
  async function within<T>(doing: string, act: (engine: DockerEngine) => Promise<T>): Promise<T> {
    try {
      return await act(await kit.engines.reach(request.ref.place))
    } catch (error) {
      throw explain(error, hostOf(request.ref.place, process.env), doing)
    }
  }
  const { undo } = parts
  return {
    id: parts.id,
    title: parts.title,
    async run(context) {
      context.signal.throwIfAborted()
      return await within(parts.doing, async (engine) => await parts.run(engine, context))
    },
    ...(undo === undefined
      ? {}
      : {
          undo: async (context) =>
            await within(`taking back: ${parts.doing}`, async (engine) => await undo(engine, context)),
        }),
  }
}

/** The two containers of the rollout's own instance. */
export async function ownParts(
  engine: DockerEngine,
  request: RolloutRequest,
): Promise<{ agent: Part; forwarder: Part; all: Part[] }> {
  const all = await partsOf(engine, request.ref)
  const agent = agentOf(all, request.instance.id)
  const forwarder = forwarderOf(all, request.instance.id)
  if (agent === undefined || forwarder === undefined)
    throw new EngineError(
      'target_failed',
      'The agent’s containers are not at the Docker engine any more. Deploy it again.',
    )
  return { agent, forwarder, all }
}

const imageSchema = z.object({ image: z.string() })

/** Image ID that the image step recorded. */
export function imageFrom(context: StepContext): string {
  return imageSchema.parse(context.results['image']).image
}
