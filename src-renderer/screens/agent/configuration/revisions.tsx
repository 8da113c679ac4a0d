import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import {
  agentsRestore,
  agentsRevisions,
  type AgentView,
  type revisionSchema,
} from '../../../../src-engine/contract/agents.ts'
import { useAct, usePages } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { CopyId } from '../../../components/copy.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { DiffView } from '../../../components/diff-view.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useActorName } from '../../team/use-actor-name.ts'
import { changesOf } from './draft.ts'
import { useNames } from './use-names.ts'

type Revision = z.output<typeof revisionSchema>

/** Every configuration the agent has had; each can be compared with the current one and restored. */
export function Revisions({ agent }: { readonly agent: AgentView }) {
  const pages = usePages(agentsRevisions, { params: { id: agent.id } }, { size: 30 })
  const [open, setOpen] = useState<Revision | null>(null)
  const actorName = useActorName()
  return (
    <aside aria-label={t('configuration.revisions')}>
      <Card title={t('configuration.revisions')} note={t('configuration.revisionsHint')} flush>
        <ProblemAlert error={pages.error} retry={pages.retry} />
        <div className="rows">
          {pages.items.map((revision) => (
            <div key={`${revision.revision} ${revision.at}`}>
              <CopyId value={revision.revision} text={short(revision.revision)} />
              <span className="grow clip">
                <RelativeTime at={revision.at} /> <span className="muted">{actorName(revision.by)}</span>
              </span>
              {revision.revision === agent.observed.revision ? (
                <StateBadge state="running" word={t('configuration.runningNow')} />
              ) : null}
              {revision.revision === agent.revision ? (
                <span className="muted small">{t('configuration.current')}</span>
              ) : (
                <Button size="compact-sm" onClick={() => setOpen(revision)}>
                  {t('configuration.restore')}
                </Button>
              )}
            </div>
          ))}
        </div>
        {pages.more ? (
          <div className="card-body">
            <Button onClick={pages.loadMore}>{t('agent.olderEntries')}</Button>
          </div>
        ) : null}
      </Card>
      {open === null ? null : <RestoreDialog agent={agent} revision={open} onClose={() => setOpen(null)} />}
    </aside>
  )
}

function RestoreDialog({
  agent,
  revision,
  onClose,
}: {
  readonly agent: AgentView
  readonly revision: Revision
  onClose(): void
}) {
  const restore = useAct(agentsRestore, onClose)
  const nameOf = useNames()
  const isAdmin = useCan('admin')
  return (
    <Dialog onClose={onClose} size="xl" title={t('configuration.restoreTitle', { revision: short(revision.revision) })}>
      <div className="stack">
        <p className="mid">{t('configuration.restoreText')}</p>
        <DiffView changes={changesOf(agent, revision.config, nameOf)} maxHeight={420} />
        <ProblemAlert error={restore.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="filled"
            data-autofocus
            disabled={!isAdmin}
            loading={restore.pending}
            onClick={() => restore.run({ params: { id: agent.id }, body: { revision: revision.revision } })}
          >
            {t('configuration.restoreAction')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
