import { type Agent, type AgentConfig, agents, agentsUpdate } from '../../contract/agents.ts'
import { actorName } from '../../kernel/actor.ts'
import { type OrgActor, authorizeIn, reaches } from '../../kernel/authorize.ts'
import { EngineError, notFound } from '../../kernel/errors.ts'
import { revisions } from '../../store/index.ts'
import { type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { followReadiness } from './readiness.ts'
import { refuseInexact } from './refuse-inexact.ts'
import { checkReferences } from './references.ts'
import { configOf, revisionOf } from './revision.ts'
import { viewOf } from './view-of.ts'

export const updateAgent: Verb<typeof agentsUpdate> = async (ctx, { params, body }) => {
  const actor = authorizeIn(ctx.actor, agentsUpdate)
  const by = actorName(actor)
  refuseInexact(definedOnly(body))
  await ctx.store.transaction(writeContext(ctx, by, actor.org), (tx) => {
    const before = tx.get(agents, params.id)?.doc
    if (!before) throw notFound('agent', params.id)
    const patch = changesOf(before, definedOnly(body))
    refuseBeyondRole(actor, patch)
    checkReferences(tx, patch)
    const { doc } = tx.update(agents, params.id, patch, ctx.ifVersion)
    if (Object.keys(patch).length > 0) {
      const config = configOf(doc)
      const revision = revisionOf(doc)
      tx.append(revisions, { id: ctx.ids.next('rvs'), agent: doc.id, type: revision, doc: { revision, by, config } })
      tx.audit({ action: 'agents.update', target: doc.id, details: { fields: Object.keys(patch) } })
      tx.emit({ kind: 'agent', id: doc.id, agent: doc.id, data: null })
    }
    followReadiness(ctx, tx, doc, by)
  })
  return viewOf(ctx, actor.org, params.id)
}

/** The fields of a patch that really differ: saving a form unchanged is no change. */
function changesOf(before: Agent, patch: Partial<AgentConfig>): Partial<AgentConfig> {
  const was: Record<string, unknown> = configOf(before)
  return Object.fromEntries(
    Object.entries(patch).filter(([key, value]) => JSON.stringify(was[key]) !== JSON.stringify(value)),
  )
}

/** @throws EngineError `forbidden` naming the first field whose write rule the actor's role does not reach. */
function refuseBeyondRole(actor: OrgActor, patch: Partial<AgentConfig>): void {
  if (actor.kind !== 'user') return
  for (const field of Object.keys(patch)) {
    const rule = agents.fields[field]
    if (rule && !reaches(actor.role, rule.write)) {
      throw new EngineError(
        'forbidden',
        `Changing ${field} needs the role ${rule.write} or higher; yours is ${actor.role}.`,
        {
          fields: [{ in: 'body', pointer: `/${field}`, detail: `needs the role ${rule.write}` }],
        },
      )
    }
  }
}
