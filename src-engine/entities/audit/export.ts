import { setImmediate } from 'node:timers/promises'
import { type AuditEntry, auditExport } from '../../contract/audit.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { AuditFilter } from '../../store/index.ts'
import { definedOnly } from '../defined-only.ts'
import { type Ctx, type StreamItem, type StreamVerb, writeContext } from '../context.ts'
import { byNameToo } from './names.ts'

/** Entries read at once; between two pages the loop serves others. */
const PAGE = 200

/** The log newest first. That somebody took it away is in the log before its first line leaves. */
export const exportAudit: StreamVerb<typeof auditExport> = async (ctx, { query }) => {
  const actor = authorizeIn(ctx.actor, auditExport)
  await ctx.store.transaction(writeContext(ctx, actorName(actor), actor.org), (tx) =>
    tx.audit({ action: 'audit.export', target: actor.org, details: definedOnly(query) }),
  )
  return entries(ctx, actor.org, byNameToo(ctx.store, actor.org, query))
}

async function* entries(
  { store, signal }: Ctx,
  org: string,
  filter: AuditFilter,
): AsyncGenerator<StreamItem<AuditEntry>, void, undefined> {
  for (let before: number | null = null, more = true; more && !signal.aborted;) {
    const page = store.audit.page(org, filter, before, PAGE)
    for (const data of page.items) yield { data }
    before = page.next
    more = before !== null
    await setImmediate()
  }
}
