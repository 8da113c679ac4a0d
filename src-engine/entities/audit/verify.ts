import { auditVerify } from '../../contract/audit.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { type Verb, writeContext } from '../context.ts'

export const verifyAudit: Verb<typeof auditVerify> = async (ctx) => {
  const actor = authorizeIn(ctx.actor, auditVerify)
  const verdict = await ctx.store.audit.verify()
  const { intact, entries, erased, detail } = verdict
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) =>
    tx.audit({
      action: 'audit.verify',
      target: ctx.store.device.id,
      outcome: intact ? 'done' : 'failed',
      details: { entries, erased, detail },
    }),
  )
  return { ...verdict }
}
