import type { Activity } from '../../contract/activity.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { EventBus } from '../../kernel/events.ts'
import type { Clock, Ids } from '../../kernel/ports.ts'
import { type Store, type Urgency, activityEvents } from '../../store/index.ts'
import type { AgentBook } from '../agents/book.ts'
import { activityEvent } from '../events/stream.ts'

export type NewActivity = Pick<Activity, 'org' | 'agent' | 'run' | 'type' | 'message'> & {
  readonly data?: Activity['data']
  readonly at?: string
  readonly id?: string
}

/** Writes what agents and the engine did, and tells every screen once it is on the disk. */
export interface ActivityRecorder {
  /** False when a record with this id was there already. */
  record(activity: NewActivity, urgency?: Urgency): Promise<boolean>
}

export function createActivityRecorder(
  store: Store,
  bus: EventBus,
  clock: Clock,
  ids: Ids,
  agents: AgentBook,
): ActivityRecorder {
  return {
    async record(
      { org, agent, run, type, message, data = {}, at = isoTime(clock.now()), id = ids.next('act') },
      urgency,
    ) {
      const record = { id, org, agent, run, type, at, doc: { type, message, data } }
      const pk = await store.append(activityEvents, record, urgency)
      if (pk === null) return false
      if (agent !== null) agents.acted(agent, at, message)
      bus.publish({ log: 'activity', seq: pk, org, event: activityEvent(record) })
      return true
    },
  }
}
