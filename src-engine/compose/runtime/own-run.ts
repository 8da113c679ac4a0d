import type { Services } from '../../entities/context.ts'
import type { AgentIdentity } from '../../runtime/index.ts'
import { runRequests } from '../../store/index.ts'

/** Whether a run was given to this agent, ended or not. */
export function isOwnRun({ runs, store }: Pick<Services, 'runs' | 'store'>, who: AgentIdentity, run: string): boolean {
  if (runs.isOpen(who.agent, run)) return true
  const given = store.stream(runRequests).get(run)
  return given?.agent === who.agent && given.org === who.org
}
