import type { NamedAuditEntry } from '../../../src-engine/contract/audit.ts'
import { NamedId } from '../../components/named-id.tsx'
import { t } from '../../i18n/index.ts'

/** Who did it: a person, an agent or the control center itself. */
export function AuditActor({ entry: { actor, actorName } }: { readonly entry: NamedAuditEntry }) {
  if (actor === 'system' || actor.startsWith('system:')) return <span title={actor}>{t('activity.system')}</span>
  const [kind, id] = actor.split(':')
  return id === undefined ? kind : <NamedId id={id} name={actorName} />
}

/** What it was done to. */
export function AuditTarget({ entry: { target, targetName } }: { readonly entry: NamedAuditEntry }) {
  return <NamedId id={target} name={targetName} />
}
