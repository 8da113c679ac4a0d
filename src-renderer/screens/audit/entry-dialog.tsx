import type { NamedAuditEntry } from '../../../src-engine/contract/audit.ts'
import { Facts } from '../../components/card.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { CopyId } from '../../components/copy.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { exact } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { outcomeStates } from './columns.tsx'
import { AuditActor, AuditTarget } from './parties.tsx'

export function EntryDialog({ entry, onClose }: { readonly entry: NamedAuditEntry; onClose(): void }) {
  return (
    <Dialog onClose={onClose} size="lg" title={t('audit.details', { seq: entry.seq })}>
      <div className="stack">
        <Facts
          items={[
            [t('audit.outcome'), <StateBadge key="outcome" state={outcomeStates[entry.outcome]} />],
            [t('audit.exact'), exact(entry.at)],
            [t('audit.actor'), <AuditActor key="actor" entry={entry} />],
            [t('audit.action'), <code key="action">{entry.action}</code>],
            [t('audit.target'), <AuditTarget key="target" entry={entry} />],
            [t('audit.request'), <CopyId key="request" value={entry.requestId} text={entry.requestId} />],
            [
              t('audit.device'),
              <CopyId
                key="device"
                value={entry.device}
                text={`${entry.device} / ${entry.incarnation} / ${entry.seq}`}
              />,
            ],
            [t('audit.hash'), <CopyId key="hash" value={entry.hash} text={entry.hash} />],
          ]}
        />
        {Object.keys(entry.details).length === 0 ? (
          <p className="muted">{t('audit.noDetails')}</p>
        ) : (
          <CodeBlock text={JSON.stringify(entry.details, null, 2)} label={t('audit.title')} maxHeight={360} />
        )}
      </div>
    </Dialog>
  )
}
