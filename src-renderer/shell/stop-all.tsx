import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { agentsBulkStop } from '../../src-engine/contract/agents.ts'
import { systemStats } from '../../src-engine/contract/system.ts'
import { useAct, useOperation } from '../api/index.ts'
import { t } from '../i18n/index.ts'
import { useCan } from '../session/index.ts'
import { notify } from '../components/notify.ts'

// Dialogs are asked for rarely and weigh more than the whole shell: loaded when they are.
const ConfirmDialog = lazy(async () => ({ default: (await import('../components/confirm-dialog.tsx')).ConfirmDialog }))

/** The one button that is always there: everything stops. */
export function StopAll() {
  const [asking, setAsking] = useState(false)
  const mayStop = useCan('member')
  const agents = useOperation(systemStats, {}).data?.agents
  const running = agents === undefined ? 0 : agents.running + agents.degraded + agents.moving
  const stop = useAct(agentsBulkStop, ({ items }) => {
    setAsking(false)
    const ok = items.filter((item) => item.ok).length
    notify(t('shell.stoppedAll', { ok, failed: items.length - ok }))
  })
  if (!mayStop) return null
  return (
    <>
      <Button className="danger" disabled={running === 0} onClick={() => setAsking(true)}>
        {t('shell.stopAll')}
      </Button>
      {asking ? (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t('shell.stopAllTitle')}
            action={t('shell.stopAllAction')}
            reason
            pending={stop.pending}
            error={stop.error}
            onClose={() => setAsking(false)}
            onConfirm={(reason) => stop.run({ body: { ids: 'all', reason } })}
          >
            {t('shell.stopAllText', { count: running })}
          </ConfirmDialog>
        </Suspense>
      ) : null}
    </>
  )
}
