import { Button } from '@mantine/core'
import { useState } from 'react'
import { agentsKill, agentsRelease, type AgentView } from '../../../src-engine/contract/agents.ts'
import { useAct } from '../../api/index.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { isKilled } from '../agents/agent-state.ts'

/** The emergency stop, and its counterpart once it was used. One question, no name to type: seconds count. */
export function KillButton({ agent }: { readonly agent: AgentView }) {
  const [asking, setAsking] = useState(false)
  const isMember = useCan('member')
  const isAdmin = useCan('admin')
  const close = () => setAsking(false)
  const kill = useAct(agentsKill, close)
  const release = useAct(agentsRelease, close)
  const params = { id: agent.id }
  const { name } = agent
  if (isKilled(agent)) {
    if (!isAdmin) return null
    return (
      <>
        <Button onClick={() => setAsking(true)}>{t('agent.release')}</Button>
        {asking ? (
          <ConfirmDialog
            title={t('agent.releaseTitle', { name })}
            action={t('agent.releaseAction')}
            danger={false}
            reason
            pending={release.pending}
            error={release.error}
            onClose={close}
            onConfirm={(reason) => release.run({ params, body: { killNo: agent.killNo, reason } })}
          >
            {t('agent.releaseText', { no: agent.killNo })}
          </ConfirmDialog>
        ) : null}
      </>
    )
  }
  if (!isMember || ['draft', 'configuring', 'ready'].includes(agent.observed.state)) return null
  return (
    <>
      <Button className="danger" onClick={() => setAsking(true)}>
        {t('agent.kill')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('agent.killTitle', { name })}
          action={t('agent.killAction')}
          reason
          pending={kill.pending}
          error={kill.error}
          onClose={close}
          onConfirm={(reason) => kill.run({ params, body: { reason } })}
        >
          {t('agent.killText')}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
