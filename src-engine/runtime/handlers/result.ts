import type { runtimeResult } from '../../contract/runtime.ts'
import { argsHash } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Call } from '../call.ts'
import type { DecisionRecord, Incident, RuntimePorts } from '../ports.ts'
import { hashArgs } from './hash-args.ts'

/**
 * Takes the outcome of a decided call. It has to cite the decision that allowed exactly this run, tool and arguments, to have
 * begun before the decision ended, and to come once; anything else is an incident and refused. A retry of the same outcome is no second one.
 */
export async function takeResult(
  ports: RuntimePorts,
  { who, body }: Call<typeof runtimeResult>,
): Promise<{ accepted: number }> {
  const hash = hashArgs(body.args)
  const decision = await ports.decisions.find(who, body.decisionId)
  const wrong = mismatch(decision, body, hash, ports.clock.now())
  const refuse = async ({ kind, detail }: Pick<Incident, 'kind' | 'detail'>): Promise<never> => {
    await ports.sink.incident(who, { kind, detail, run: body.run, decision: body.decisionId, at: ports.clock.now() })
    throw new EngineError('conflict', detail)
  }
  if (decision === null || wrong !== null) return refuse(wrong ?? uncited)
  const stored = await ports.decisions.conclude(who, {
    result: body,
    decision,
    fingerprint: argsHash(body),
    at: ports.clock.now(),
  })
  if (stored === 'used')
    return refuse({
      kind: 'result-twice',
      detail: 'Another result cites this decision already; a decision covers one call.',
    })
  return { accepted: stored === 'stored' ? 1 : 0 }
}

const uncited = { kind: 'uncited-result', detail: 'The result cites no decision of this agent.' } as const

function mismatch(
  decision: DecisionRecord | null,
  body: Call<typeof runtimeResult>['body'],
  hash: string,
  now: number,
): Pick<Incident, 'kind' | 'detail'> | null {
  if (decision === null) return uncited
  if (decision.verdict !== 'allow')
    return { kind: 'uncited-result', detail: `The cited decision did not allow the call: it says ${decision.verdict}.` }
  const differs = [
    decision.run !== body.run && 'run',
    decision.tool !== body.tool && 'tool',
    decision.argsHash !== hash && 'arguments',
  ].filter((part) => part !== false)
  if (differs.length === 0) return late(decision, body, now)
  return {
    kind: 'different-call',
    detail: `The result is of another call than the decision allowed: ${differs.join(' and ')} differ.`,
  }
}

/** Results may come late, from a spool; what they tell of may not. */
function late(
  { expiresAt }: DecisionRecord,
  { startedAt, durationMs }: Call<typeof runtimeResult>['body'],
  now: number,
): Pick<Incident, 'kind' | 'detail'> | null {
  const began = startedAt === undefined ? now - durationMs : Date.parse(startedAt)
  if (expiresAt !== null && began < expiresAt) return null
  return { kind: 'late-call', detail: 'The call began after the decision that allowed it had ended.' }
}
