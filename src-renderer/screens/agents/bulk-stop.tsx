import { Button } from '@mantine/core'
import { useState } from 'react'
import { agentsBulkStop } from '../../../src-engine/contract/agents.ts'
import { useAct } from '../../api/index.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { t } from '../../i18n/index.ts'
import { notify } from '../../components/notify.ts'

interface BulkStopProps {
  readonly ids: ReadonlySet<string>
  clear(): void
}

/** What can be done with the selected rows. */
export function BulkStop({ ids, clear }: BulkStopProps) {
  const [asking, setAsking] = useState(false)
  const stop = useAct(agentsBulkStop, ({ items }) => {
    setAsking(false)
    clear()
    const ok = items.filter((item) => item.ok).length
    const refused = items.find((item) => !item.ok)
    notify(
      t('agents.stopResult', { ok, failed: items.length - ok }) + (refused === undefined ? '' : ` ${refused.detail}`),
      refused === undefined ? 'plain' : 'bad',
    )
  })
  return (
    <div className="line-of" role="region" aria-label={t('agents.selected', { count: ids.size })}>
      <b>{t('agents.selected', { count: ids.size })}</b>
      <Button className="danger" onClick={() => setAsking(true)}>
        {t('agents.stopSelected')}
      </Button>
      <Button variant="subtle" color="gray" onClick={clear}>
        {t('agents.clearSelection')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('agents.stopTitle', { count: ids.size })}
          action={t('agents.stop')}
          reason
          pending={stop.pending}
          error={stop.error}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => stop.run({ body: { ids: [...ids], reason } })}
        >
          {t('agents.stopText')}
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
