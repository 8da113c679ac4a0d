import type { AgentIdentity, Incident, SinkPort } from '../../runtime/index.ts'
import { conversationTurns } from '../../store/index.ts'
import { isOwnRun } from './own-run.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

/** Records of running agents. Ids are made of what the agent repeats in a retry, so a repeated record is ignored. */
export function createSinkPort(parts: RuntimeParts): SinkPort {
  const { store } = parts.services
  const counted = async (written: Promise<unknown>[]): Promise<number> =>
    (await Promise.all(written)).filter((result) => result !== null && result !== false).length
  /** Records about runs that were given to this agent, ended ones too; anything else is an incident and left out. */
  async function ownOnly<Item extends { readonly run: string | null }>(
    who: AgentIdentity,
    items: readonly Item[],
  ): Promise<Item[]> {
    const foreign = items.find(({ run }) => run !== null && !isOwnRun(parts.services, who, run))
    if (!foreign) return [...items]
    await incident(who, {
      kind: 'foreign-run',
      detail: 'sent records about a run that is not its own',
      run: null,
      decision: null,
      at: parts.services.clock.now(),
    })
    return items.filter(({ run }) => run === null || isOwnRun(parts.services, who, run))
  }
  async function incident(who: AgentIdentity, { kind, detail, run, decision }: Incident): Promise<void> {
    await store.transaction({ org: who.org, actor: `agent:${who.agent}`, requestId: '' }, (tx) => {
      tx.audit({
        action: `incident.${kind}`,
        target: who.agent,
        outcome: 'refused',
        details: { detail, run, decision },
      })
    })
    await parts.activity.record({
      org: who.org,
      agent: who.agent,
      run,
      type: 'incident',
      message: `${agentOf(parts, who).name}: ${detail}`,
      data: { kind, decision },
    })
  }

  return {
    events: async (who, events) =>
      counted(
        (await ownOnly(who, events)).map(({ key, at, run, type, message, data }) =>
          parts.activity.record({
            org: who.org,
            agent: who.agent,
            run,
            type,
            message,
            data,
            at,
            id: `${who.agent}:${who.instance}:${key}`,
          }),
        ),
      ),
    turns: async (who, turns) =>
      counted(
        (await ownOnly(who, turns)).map(({ run, at, ...doc }) =>
          store.append(conversationTurns, {
            id: `${run}:${doc.index}`,
            org: who.org,
            agent: who.agent,
            run,
            at,
            type: doc.role,
            doc,
          }),
        ),
      ),
    incident,
  }
}
