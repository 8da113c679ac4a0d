import type { SinkPort } from '../../runtime/index.ts'
import { conversationTurns } from '../../store/index.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

/** Records of running agents. Ids are made of what the agent repeats in a retry, so a repeated record is ignored. */
export function createSinkPort(parts: RuntimeParts): SinkPort {
  const { store } = parts.services
  const counted = async (written: Promise<unknown>[]): Promise<number> =>
    (await Promise.all(written)).filter((result) => result !== null && result !== false).length
  return {
    events: (who, events) =>
      counted(
        events.map(({ key, at, run, type, message, data }) =>
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
    turns: (who, turns) =>
      counted(
        turns.map(({ run, at, ...doc }) =>
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
    async incident(who, { kind, detail, run, decision }) {
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
    },
  }
}
