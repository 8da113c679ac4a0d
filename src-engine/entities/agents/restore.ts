import { agents, agentsRestore } from '../../contract/agents.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { revisions } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { followReadiness } from './readiness.ts'
import { checkReferences } from './references.ts'
import { viewOf } from './view-of.ts'

export const restoreRevision: Verb<typeof agentsRestore> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, agentsRestore)
  const by = actorName(actor)
  if (!ctx.store.get(agents, actor.org, params.id)) throw notFound('agent', params.id)
  const found = ctx.store.stream(revisions).latest({ agent: params.id, type: body.revision })
  if (!found)
    throw new EngineError('not_found', 'This agent never had that revision.', { details: { revision: body.revision } })
  await ctx.store.transaction(writeContext(ctx, by, actor.org), (tx) => {
    checkReferences(tx, found.doc.config)
    const { doc } = tx.update(agents, params.id, found.doc.config, ctx.ifVersion)
    tx.append(revisions, {
      id: ctx.ids.next('rvs'),
      agent: doc.id,
      type: body.revision,
      doc: { revision: body.revision, by, config: found.doc.config },
    })
    tx.audit({ action: 'agents.restore', target: doc.id, details: { revision: body.revision } })
    tx.emit({ kind: 'agent', id: doc.id, agent: doc.id, data: null })
    followReadiness(ctx, tx, doc, by)
  })
  return viewOf(ctx, actor.org, params.id)
}
