import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { agentsBulkStop } from '../../src-engine/contract/agents.ts'
import { systemStats } from '../../src-engine/contract/system.ts'
import { useAct, useOperation } from '../api/index.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { t } from '../i18n/index.ts'
import { useCan } from '../session/index.ts'

/** The one button that is always there: everything stops. */
export function StopAll() {
  const [asking, setAsking] = useState(false)
  const mayStop = useCan('member')
  const agents = useOperation(systemStats, {}).data?.agents
  const running = agents === undefined ? 0 : agents.running + agents.degraded + agents.moving
  const stop = useAct(agentsBulkStop, ({ items }) => {
    setAsking(false)
    const ok = items.filter((item) => item.ok).length
    notifications.show({ message: t('shell.stoppedAll', { ok, failed: items.length - ok }) })
  })
  if (!mayStop) return null
  return (
    <>
      <Button className="danger" disabled={running === 0} onClick={() => setAsking(true)}>
        {t('shell.stopAll')}
      </Button>
      {asking ? (
        <ConfirmDialog title={t('shell.stopAllTitle')} action={t('shell.stopAllAction')} reason pending={stop.pending} error={stop.error} onClose={() => setAsking(false)} onConfirm={(reason) => stop.run({ body: { ids: 'all', reason } })}>
          {t('shell.stopAllText', { count: running })}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
