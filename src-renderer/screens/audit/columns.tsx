import type { NamedAuditEntry } from '../../../src-engine/contract/audit.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'
import type { Column } from '../../table/index.ts'
import { AuditActor, AuditTarget } from './parties.tsx'

export const outcomeStates = { done: 'auditDone', refused: 'refused', failed: 'failed' } as const

export const auditColumns: readonly Column<NamedAuditEntry>[] = [
  { id: 'at', title: t('audit.when'), width: '104px', cell: (entry) => <RelativeTime at={entry.at} /> },
  {
    id: 'outcome',
    title: t('audit.outcome'),
    width: '104px',
    cell: (entry) => <StateBadge state={outcomeStates[entry.outcome]} />,
  },
  {
    id: 'actor',
    title: t('audit.actor'),
    width: 'minmax(180px, 1fr)',
    cell: (entry) => <AuditActor entry={entry} />,
  },
  { id: 'action', title: t('audit.action'), width: 'minmax(160px, 1fr)', cell: (entry) => <code>{entry.action}</code> },
  {
    id: 'target',
    title: t('audit.target'),
    width: 'minmax(180px, 1.4fr)',
    cell: (entry) => <AuditTarget entry={entry} />,
  },
  {
    id: 'request',
    title: t('audit.request'),
    width: 'minmax(120px, 0.8fr)',
    spare: true,
    cell: (entry) => <code className="muted">{entry.requestId}</code>,
  },
]
