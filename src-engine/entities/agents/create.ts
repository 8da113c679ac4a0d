import { type Agent, agents, agentsCreate } from '../../contract/agents.ts'
import { settings } from '../../contract/settings.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { invalidField } from '../../kernel/errors.ts'
import { revisions } from '../../store/index.ts'
import { type Ctx, type Verb, writeContext } from '../context.ts'
import { definedOnly } from '../defined-only.ts'
import { providers } from '../../contract/providers.ts'
import { followReadiness } from './readiness.ts'
import { refuseInexact } from './refuse-inexact.ts'
import { checkReferences } from './references.ts'
import { configOf, revisionOf } from './revision.ts'
import { startingConfig } from './templates.ts'
import { viewOf } from './view-of.ts'

export const createAgent: Verb<typeof agentsCreate> = async (ctx, { body }) => {
  const actor = authorizeIn(ctx.actor, agentsCreate)
  const { template, ...given } = body
  const start = startingConfig(template)
  if (!start) throw invalidField('/template', `there is no template ${template ?? ''}`)
  refuseInexact(definedOnly(given))
  const by = actorName(actor)
  const id = ctx.ids.next('agt')
  await ctx.store.independent(writeContext(ctx, by, actor.org), (tx) => {
    const agent: Agent = {
      id,
      org: actor.org,
      createdAt: tx.at,
      createdBy: 'id' in actor ? actor.id : actor.org,
      ...defaults(ctx, actor.org),
      ...start,
      permissions: {
        ...start.permissions,
        approvalSeconds: approvalSeconds(ctx, actor.org) ?? start.permissions.approvalSeconds,
      },
      ...definedOnly(given),
      desired: 'stopped',
      paused: false,
      killNo: 0,
      released: 0,
    }
    checkReferences(tx, agent)
    tx.insert(agents, agent)
    ctx.agents.begin(tx, agent, by)
    const config = configOf(agent)
    const revision = revisionOf(agent)
    tx.append(revisions, { id: ctx.ids.next('rvs'), agent: id, type: revision, doc: { revision, by, config } })
    tx.audit({ action: 'agents.create', target: id, details: { name: agent.name } })
    followReadiness(ctx, tx, agent, by)
    // Kept by the book: the answer is made while the disk works.
    tx.afterCommit(() => ctx.agents.json(actor.org, id))
  })
  return viewOf(ctx, actor.org, id)
}

/** How long an approval of a new agent waits, as the organization wants it. */
function approvalSeconds(ctx: Ctx, org: string): number | undefined {
  const [row] = ctx.store.rows(settings, org).values()
  return row?.doc.approvalSeconds
}

/** The organization's default model and target. */
function defaults(ctx: Ctx, org: string): Pick<Agent, 'model' | 'target'> {
  const [row] = ctx.store.rows(settings, org).values()
  const provider = row?.doc.defaultProvider ? ctx.store.get(providers, org, row.doc.defaultProvider)?.doc : undefined
  const model = provider?.models[0]
  return {
    model: provider && model ? { provider: provider.id, model: model.id, maxOutputTokens: 4_096 } : null,
    target: row?.doc.defaultTarget ?? null,
  }
}
