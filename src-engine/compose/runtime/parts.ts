import { type Agent, agents } from '../../contract/agents.ts'
import type { ActivityRecorder } from '../../entities/activity/recorder.ts'
import type { PolicyBook } from '../../entities/agents/policy-book.ts'
import type { Services } from '../../entities/context.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { AgentIdentity } from '../../runtime/index.ts'

/** What the runtime's ports are made of on an admin's machine. */
export interface RuntimeParts {
  readonly services: Services
  readonly policies: PolicyBook
  readonly activity: ActivityRecorder
}

/** The agent behind a token. @throws EngineError `unauthenticated` when it was removed meanwhile. */
export function agentOf({ services }: Pick<RuntimeParts, 'services'>, who: AgentIdentity): Agent {
  const row = services.store.get(agents, who.org, who.agent)
  if (!row) throw new EngineError('unauthenticated', 'This agent was removed.')
  return row.doc
}

/** Writes an activity record without holding up the call that caused it. */
export function recordLater(
  { services, activity }: RuntimeParts,
  record: Parameters<ActivityRecorder['record']>[0],
): void {
  activity
    .record(record)
    .catch((error: unknown) => services.logger.error({ err: error }, 'an activity record could not be written'))
}
