import { timingSafeEqual } from 'node:crypto'
import { approvalsVote } from '../../contract/approvals.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { approvalVotes } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'

/**
 * One person's vote on exactly the arguments whose hash they saw. A denial decides at once, an approval when enough
 * people gave one. The check and the outcome are one synchronous transaction, so of any number of racing votes one decides.
 */
export const vote: Verb<typeof approvalsVote> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, approvalsVote)
  if (actor.kind !== 'user') throw new EngineError('forbidden', 'Only people vote.')
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) => {
    const approval = ctx.approvals.get(actor.org, params.id)
    if (!approval) throw notFound('approval', params.id)
    if (approval.state !== 'waiting')
      throw new EngineError('conflict', `This request is ${approval.state} already.`, {
        details: { state: approval.state },
      })
    if (!timingSafeEqual(Buffer.from(approval.argsHash, 'hex'), Buffer.from(body.argsHash, 'hex'))) {
      throw new EngineError(
        'conflict',
        'These are not the arguments that are waiting for approval. Load the request again.',
        { fields: [{ in: 'body', pointer: '/argsHash', detail: 'names other arguments' }] },
      )
    }
    if (approval.votes.some((earlier) => earlier.user === actor.id))
      throw new EngineError('conflict', 'You have voted on this request already.')
    const id = ctx.ids.next('vot')
    tx.append(approvalVotes, {
      id,
      agent: approval.agent,
      run: approval.run,
      ref: approval.id,
      type: body.decision,
      doc: { user: actor.id, decision: body.decision, comment: body.comment },
    })
    tx.audit({
      action: 'approvals.vote',
      target: approval.id,
      details: { decision: body.decision, argsHash: approval.argsHash },
    })
    tx.emit({ kind: 'approval', id: approval.id, agent: approval.agent, data: { state: 'waiting' } })
    const votes = [...approval.votes.map((earlier) => earlier.user), actor.id]
    if (body.decision === 'deny') ctx.approvals.decide(tx, approval.id, 'denied', votes, body.comment || null)
    else if (approval.votes.length + 1 >= approval.required)
      ctx.approvals.decide(tx, approval.id, 'approved', votes, body.comment || null)
  })
  const decided = ctx.approvals.get(actor.org, params.id)
  if (!decided) throw notFound('approval', params.id)
  return decided
}
