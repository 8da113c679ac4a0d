import type { z } from 'zod'
import type { approvalAnswerSchema, runtimeApproval } from '../../contract/runtime.ts'
import { isoTime } from '../../kernel/clock.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Call } from '../call.ts'
import type { RuntimePorts } from '../ports.ts'

/** The state of an approval, after waiting for an outcome as long as the agent asked. */
export async function answerApproval(
  ports: RuntimePorts,
  { who, params, query, request }: Call<typeof runtimeApproval>,
): Promise<z.output<typeof approvalAnswerSchema>> {
  const approval = await ports.approvals.wait(who, params.id, query.wait * 1_000, request.signal)
  if (approval === null) throw notFound('approval', params.id)
  const { id, state, argsHash, comment } = approval
  return { id, state, argsHash, comment, expiresAt: isoTime(approval.expiresAt) }
}
