import type { Plan } from '../../../contract/deployments.ts'
import type { TargetHealth } from '../../../contract/targets.ts'
import { EngineError } from '../../../kernel/errors.ts'
import type { RolloutRequest } from '../../adapter.ts'
import type { DockerEngine } from './engine.ts'
import { refuseKilled } from './containers.ts'
import { lives, partsOf } from './workload.ts'

type Reach = <T>(act: (engine: DockerEngine) => Promise<T>) => Promise<T>
type TargetPart = Pick<Plan, 'downtime' | 'notes' | 'refusals'>

/** The target's part of a plan. Changes nothing. */
export async function planRollout(
  health: TargetHealth,
  request: Omit<RolloutRequest, 'credentials' | 'runtime'>,
  reach: Reach,
): Promise<TargetPart> {
  if (!health.reachable) return { downtime: unknown, notes: [], refusals: [health.detail] }
  return await reach(async (engine) => {
    const refusals = [...(await killedRefusal(engine, request)), ...(await tooLarge(engine, request))]
    const running = (await partsOf(engine, request.ref)).some((part) => part.role !== 'forwarder' && lives(part))
    const notes = [
      'The agent’s container has no network; a forwarder beside it leads to the control center and to nothing else.',
      'Its token lies in a file in a volume at the engine, so it starts again unattended after a reboot and then waits for this app.',
    ]
    const downtime = running
      ? {
          expected: true,
          reason:
            'About 3 s: workspace and state have one writer, so the old one is drained before the new one, tried beside it, takes them over. Runs under way go on afterwards.',
        }
      : { expected: false, reason: 'Nothing of this agent runs at the target.' }
    return { downtime, notes, refusals }
  })
}

const unknown = { expected: false, reason: 'The Docker engine cannot be reached, so nothing can be said.' }

async function killedRefusal(
  engine: DockerEngine,
  { ref, released }: Pick<RolloutRequest, 'ref' | 'released'>,
): Promise<string[]> {
  try {
    await refuseKilled(engine, ref, released)
    return []
  } catch (error) {
    if (error instanceof EngineError && ['conflict', 'target_failed'].includes(error.code)) return [error.message]
    throw error
  }
}

async function tooLarge(engine: DockerEngine, { resources }: Pick<RolloutRequest, 'resources'>): Promise<string[]> {
  const info: unknown = await engine.docker.info()
  const has = (name: string) =>
    typeof info === 'object' && info !== null && name in info
      ? Number(Object.entries(info).find(([key]) => key === name)?.[1])
      : Number.NaN
  const memoryMb = Math.floor(has('MemTotal') / 1024 / 1024)
  const cpus = has('NCPU')
  return [
    ...(resources.memoryMb > memoryMb
      ? [
          `The Docker engine has ${memoryMb} MB of memory, the agent is to have ${resources.memoryMb} MB. Lower its limit.`,
        ]
      : []),
    ...(resources.cpus > cpus
      ? [`The Docker engine has ${cpus} processors, the agent is to have ${resources.cpus}. Lower its limit.`]
      : []),
  ]
}
