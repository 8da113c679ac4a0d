import type { TargetPlace } from '../contract/targets.ts'
import type { ActivityRecorder } from '../entities/activity/recorder.ts'
import type { Services } from '../entities/context.ts'
import type { DeploymentPort } from '../entities/deployments/port.ts'
import type { DetectedTarget, TargetPort } from '../entities/targets/port.ts'
import type { TargetAdapter } from './adapter.ts'
import { connect } from './connect.ts'
import { type House, type RuntimeAddress, adapterOf } from './house.ts'
import type { InstanceTokens } from './instance-tokens.ts'
import { openJournal, openWorkloads } from './journal/index.ts'
import { begin } from './orders/begin.ts'
import { cancel } from './orders/cancel.ts'
import { kill } from './orders/kill.ts'
import { release } from './orders/release.ts'
import { plan } from './planning/plan.ts'
import { leftBehind } from './left-behind.ts'
import { createUnderway } from './rollout/underway.ts'
import { readLogs } from './read-logs.ts'
import { stopLocal } from './supervision/stop-local.ts'
import { type Intervals, resume } from './supervision/resume.ts'
import { createSupervisor } from './supervision/supervisor.ts'

export type { RuntimeAddress } from './house.ts'
export { type InstanceTokens, openInstanceTokens } from './instance-tokens.ts'
export type { Intervals } from './supervision/resume.ts'

export interface DeploymentsOptions extends Pick<Services, 'store' | 'clock' | 'ids' | 'logger' | 'vault' | 'agents'> {
  readonly activity: ActivityRecorder
  readonly adapters: readonly TargetAdapter[]
  /** The same that the runtime listener authenticates with. */
  readonly tokens: InstanceTokens
  /** Where agents at `place` find the runtime listener; opens it when it is not open yet. Should not change over restarts. */
  readonly runtimeAddress: (place: TargetPlace) => Promise<RuntimeAddress>
  readonly intervals?: Partial<Intervals>
  /** Also ends the agents of this machine at a close; the next start brings up those that should run. */
  readonly stopLocalOnClose?: boolean
}

/** Deployments and targets as verbs see them, and what the host does with them at start and end. */
export interface Deployments extends DeploymentPort, TargetPort {
  /** Takes up what a crash interrupted, looks at what is deployed and begins to supervise; all of it in the background. */
  resume(): Promise<void>
  /** Resolves when nothing is under way and all that is deployed was looked at. */
  idle(): Promise<void>
  /** Stops supervising and leaves rollouts where they are; the next start goes on with them. Workloads keep running, unless told otherwise. */
  close(): Promise<void>
}

/** How long a close waits for steps that do not heed it (milliseconds). */
const CLOSE_MS = 5_000

export function openDeployments(options: DeploymentsOptions): Deployments {
  const { store, logger, tokens } = options
  const underway = createUnderway((error, deployment) =>
    logger.error({ err: error, deployment }, 'a deployment ended unexpectedly; it is taken up at the next start'),
  )
  const house: House = {
    ...options,
    adapters: new Map(options.adapters.map((adapter) => [adapter.kind, adapter])),
    tokens,
    journal: openJournal(store),
    workloads: openWorkloads(store),
    underway,
  }
  const unseen = new Set<string>()
  let looked = Promise.resolve()
  const supervisor = createSupervisor(house, options.intervals ?? {}, unseen)

  return {
    health: (place) => adapterOf(house, place).health(place),
    detect: () =>
      Promise.all(
        [...house.adapters.values()].map(async ({ kind, health }): Promise<DetectedTarget> => {
          const place: TargetPlace = kind === 'docker' ? { kind, host: null } : { kind }
          return {
            name: kind === 'docker' ? 'Docker on this machine' : 'This machine',
            place,
            health: await health(place),
          }
        }),
      ),
    plan: (org, agent) => plan(house, org, agent),
    begin: (order, kind, revision) => begin(house, order, kind, revision),
    kill: (order) => kill(house, order),
    release: (order, killNo) => release(house, order, killNo),
    cancel: (order, deployment) => cancel(house, order, deployment),
    get(org, id) {
      const deployment = house.journal.get(id)?.deployment
      return deployment?.org === org ? deployment : undefined
    },
    list: (org, filter) => house.journal.list(org, filter),
    logs: (org, agent, wanted) => Promise.resolve(readLogs(house, org, agent, wanted)),
    aboutToBegin: (agent) => house.underway.aboutToBegin(agent),
    leftBehind: (agent) => leftBehind(house, agent),
    inService: (agent) => house.workloads.get(agent)?.active?.id ?? null,
    connect: (org, agent) => connect(house, org, agent),
    resume() {
      looked = resume(house, unseen)
      supervisor.start()
      return Promise.resolve()
    },
    async idle() {
      await looked
      await underway.idle()
    },
    async close() {
      await supervisor.close()
      await underway.close(CLOSE_MS)
      if (options.stopLocalOnClose === true) await stopLocal(house)
    },
  }
}
