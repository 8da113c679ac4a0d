import type { Verdict } from '../../contract/permissions.ts'
import { activityEvents, conversationTurns, decisions, runRequests, toolResults } from '../../store/index.ts'
import type { ActivityRecord, Decision } from '../../store/index.ts'
import type { Services } from '../context.ts'

type Needs = Pick<Services, 'store' | 'ids'>
interface Place {
  readonly org: string
  readonly agent: string
  readonly run: string
}
const ZERO = '0'.repeat(64)

/** Writes a run as it is given to an agent. */
export async function putRun({ store, ids }: Needs, org: string, agent: string, task: string): Promise<string> {
  const id = ids.next('run')
  await store.transaction({ org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.append(runRequests, { id, agent, doc: { task, by: 'user:usr_00000000' } }),
  )
  return id
}

export async function putTurn(
  { store, ids }: Needs,
  { org, agent, run }: Place,
  index: number,
  text: string,
  at: string,
): Promise<void> {
  await store.append(conversationTurns, {
    id: ids.next('trn'),
    org,
    agent,
    run,
    at,
    doc: { index, role: index % 2 ? 'assistant' : 'user', text, toolCalls: [] },
  })
}

export async function putActivity(
  { store, ids }: Needs,
  { org, agent, run }: Place,
  at: string,
  doc: ActivityRecord,
): Promise<void> {
  await store.append(activityEvents, { id: ids.next('act'), org, agent, run, at, type: doc.type, doc })
}

/** Writes a decision and answers its id. */
export async function putDecision(
  { store, ids }: Needs,
  { org, agent, run }: Place,
  at: string,
  tool: string,
  verdict: Verdict,
  args: Decision['args'] = {},
  over: Partial<Pick<Decision, 'call' | 'approval'>> = {},
): Promise<string> {
  const id = ids.next('dec')
  const doc: Decision = {
    instance: 'ins_test0001',
    decidedBy: 'rules',
    passed: [],
    call: ids.next('call'),
    tool,
    args,
    argsHash: ZERO,
    verdict,
    reason: 'because',
    rule: null,
    policyRev: ZERO,
    approval: null,
    expiresAt: 0,
    ...over,
  }
  await store.append(decisions, { id, org, agent, run, at, type: tool, doc })
  return id
}

export async function putResult(
  { store, ids }: Needs,
  { org, agent, run }: Place,
  at: string,
  decision: string,
  output: string,
): Promise<void> {
  const doc = { tool: 'read', args: {}, outcome: 'ok' as const, durationMs: 12, bytes: output.length, output }
  await store.append(toolResults, { id: ids.next('res'), org, agent, run, at, ref: decision, doc })
}
