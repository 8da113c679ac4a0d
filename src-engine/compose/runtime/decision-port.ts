import { z } from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import type { AgentIdentity, DecisionPort, DecisionRecord } from '../../runtime/index.ts'
import { type Decision, type LocalKind, type StoredRecord, decisions, toolResults } from '../../store/index.ts'
import { type RuntimeParts, recordLater } from './parts.ts'
import type { RunMeter } from './run-meter.ts'

const approvalUse = z.object({ decision: z.string(), run: z.string(), call: z.string(), concluded: z.boolean() })
/** Which decision an approval let through, by approval id: an approval lets one call through. */
export const approvalUses: LocalKind<z.output<typeof approvalUse>> = { kind: 'approval-use', schema: approvalUse }
const fetchUse = z.object({ at: z.string() })
/** Which decisions were used for a fetch. */
export const fetchUses: LocalKind<z.output<typeof fetchUse>> = { kind: 'fetch-use', schema: fetchUse }

/**
 * How long a use is remembered: beyond the longest life of what was used (an approval waits seven days at most, an allowed
 * call a minute), with room for a clock that is set back.
 */
const APPROVAL_USE_MS = 90 * 86_400_000
const FETCH_USE_MS = 86_400_000

/** How many recent decisions stay in memory, more than are under way at once; older ones are read from disk. */
const RECENT = 1_000

/** Field by field: made for every call, and the rest of an object is slow to take. */
function toStored(record: DecisionRecord): Decision {
  return {
    instance: record.instance,
    call: record.call,
    tool: record.tool,
    args: record.args,
    argsHash: record.argsHash,
    verdict: record.verdict,
    decidedBy: record.decidedBy,
    passed: record.passed,
    rule: record.rule,
    reason: record.reason,
    policyRev: record.policyRev,
    approval: record.approvalId,
    expiresAt: record.expiresAt,
  }
}

function fromStored({ id, org, agent, run, at, doc }: StoredRecord<Decision>): DecisionRecord {
  const { approval, ...rest } = doc
  return { ...rest, id, org, agent: agent ?? '', run: run ?? '', at: Date.parse(at), approvalId: approval }
}

export function createDecisionPort(parts: RuntimeParts, meter: RunMeter): DecisionPort {
  const { store, clock } = parts.services
  const recent = new Map<string, DecisionRecord>()

  function remember(decision: DecisionRecord): void {
    recent.set(decision.id, decision)
    if (recent.size <= RECENT) return
    // A tenth at once: a Map whose first entry goes with every call walks over the gaps that are left there.
    for (const oldest of recent.keys()) {
      if (recent.size <= RECENT * 0.9) return
      recent.delete(oldest)
    }
  }
  function system(who: Pick<AgentIdentity, 'org' | 'agent'>): { org: string; actor: string; requestId: string } {
    return { org: who.org, actor: `agent:${who.agent}`, requestId: '' }
  }
  function lasting(org: string, ms: number): { org: string; expiresAt: number } {
    return { org, expiresAt: clock.now() + ms }
  }
  /** Takes an approval for a decision; false when another call used it, or this call is over. */
  function takeApproval(decision: DecisionRecord, approval: string): Promise<boolean> {
    return store.transaction(system(decision), (tx) => {
      const use = tx.local.get(approvalUses, approval)
      if (use && (use.concluded || use.run !== decision.run || use.call !== decision.call)) return false
      tx.local.put(
        approvalUses,
        approval,
        { decision: decision.id, run: decision.run, call: decision.call, concluded: false },
        lasting(decision.org, APPROVAL_USE_MS),
      )
      return true
    })
  }
  function isVoid(decision: DecisionRecord): boolean {
    if (decision.approvalId === null || decision.verdict !== 'allow') return false
    const use = store.local.get(approvalUses, decision.approvalId)
    // Forgotten after a long time: then nobody can have taken the approval over.
    return use !== undefined && use.decision !== decision.id
  }
  async function conclude(who: AgentIdentity, decision: DecisionRecord): Promise<void> {
    const approval = decision.approvalId
    if (approval === null || decision.verdict !== 'allow') return
    await store.transaction(system(who), (tx) => {
      const use = tx.local.get(approvalUses, approval)
      if (use) tx.local.put(approvalUses, approval, { ...use, concluded: true }, lasting(who.org, APPROVAL_USE_MS))
    })
  }
  function find(who: AgentIdentity, id: string): DecisionRecord | null {
    const stored = recent.get(id) ?? readStored(id)
    if (!stored || stored.agent !== who.agent || stored.org !== who.org || isVoid(stored)) return null
    return stored
  }
  function readStored(id: string): DecisionRecord | undefined {
    const record = store.stream(decisions).get(id)
    return record && fromStored(record)
  }

  return {
    async record(decision) {
      if (
        decision.verdict === 'allow' &&
        decision.approvalId !== null &&
        !(await takeApproval(decision, decision.approvalId))
      )
        return 'approval-used'
      const { id, org, agent, run, at } = decision
      await store.append(decisions, {
        id,
        org,
        agent,
        run,
        at: isoTime(at),
        type: decision.tool,
        doc: toStored(decision),
      })
      remember(decision)
      if (decision.verdict === 'deny')
        recordLater(parts, {
          org,
          agent,
          run,
          type: 'tool_blocked',
          message: `${decision.tool} was denied: ${decision.reason}`,
          data: { decision: id },
        })
      if (decision.verdict === 'ask')
        recordLater(parts, {
          org,
          agent,
          run,
          type: 'approval_requested',
          message: `asks to use ${decision.tool}`,
          data: { decision: id, approval: decision.approvalId },
        })
      return 'recorded'
    },
    find: (who, id) => Promise.resolve(find(who, id)),
    async takeForFetch(who, id) {
      const decision = find(who, id)
      if (!decision) return false
      const taken = await store.transaction(system(who), (tx) => {
        if (tx.local.get(fetchUses, id)) return false
        tx.local.put(fetchUses, id, { at: tx.at }, lasting(who.org, FETCH_USE_MS))
        return true
      })
      if (taken) await conclude(who, decision)
      return taken
    },
    async conclude(who, { result, decision, fingerprint, at }) {
      const { decisionId, run, ...doc } = result
      // Read before this one is in the records: asked for first while it is on its way to the disk, it would count twice.
      meter.of(run)
      const isNew = await store.append(toolResults, {
        id: decisionId,
        org: who.org,
        agent: who.agent,
        run,
        ref: decisionId,
        type: fingerprint,
        at: isoTime(at),
        doc,
      })
      if (isNew === null && store.stream(toolResults).get(decisionId)?.type !== fingerprint) return 'used'
      if (isNew !== null) {
        meter.add(run, { milliseconds: doc.durationMs })
        meter.brought(run, doc)
      }
      // Also for a repeated one: a crash may have come between the result and this.
      await conclude(who, decision)
      return isNew === null ? 'repeated' : 'stored'
    },
  }
}
