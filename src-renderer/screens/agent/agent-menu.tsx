import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  agentsDestroy,
  agentsRemove,
  agentsRestart,
  agentsStop,
  type AgentView,
} from '../../../src-engine/contract/agents.ts'
import { useAct } from '../../api/index.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { isUp } from '../agents/agent-state.ts'
import { useTargetName } from '../agents/use-targets.ts'
import type { HeaderAction } from './use-header-actions.ts'

type Asking = 'stop' | 'restart' | 'destroy' | 'remove' | null

/** Everything else one does to an agent; what ends something is asked first. `first` is what has no room beside it. */
export function AgentMenu({ agent, first }: { readonly agent: AgentView; readonly first: readonly HeaderAction[] }) {
  const [asking, setAsking] = useState<Asking>(null)
  const isAdmin = useCan('admin')
  const isMember = useCan('member')
  const state = agent.observed.state
  const has = state !== 'draft' && state !== 'configuring' && state !== 'ready'
  if (!isMember) return null
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('agent.more')} variant="default" size={30}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {first.map(({ label, pending, run }) => (
            <Menu.Item key={label} disabled={pending} onClick={run}>
              {label}
            </Menu.Item>
          ))}
          {first.length === 0 ? null : <Menu.Divider />}
          <Menu.Item disabled={!isUp(agent)} onClick={() => setAsking('restart')}>
            {t('agent.restart')}
          </Menu.Item>
          <Menu.Item disabled={!has || state === 'stopped'} onClick={() => setAsking('stop')}>
            {t('agent.stop')}
          </Menu.Item>
          {isAdmin ? (
            <>
              <Menu.Divider />
              <Menu.Item color="red" disabled={!has} onClick={() => setAsking('destroy')}>
                {t('agent.destroy')}
              </Menu.Item>
              <Menu.Item color="red" disabled={has} onClick={() => setAsking('remove')}>
                {t('agent.remove')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {asking === null ? null : <Confirm key={asking} agent={agent} asking={asking} onClose={() => setAsking(null)} />}
    </>
  )
}

function Confirm({
  agent,
  asking,
  onClose,
}: {
  readonly agent: AgentView
  readonly asking: NonNullable<Asking>
  onClose(): void
}) {
  const navigate = useNavigate()
  const targetName = useTargetName()
  const stop = useAct(agentsStop, onClose)
  const restart = useAct(agentsRestart, onClose)
  const destroy = useAct(agentsDestroy, onClose)
  const remove = useAct(agentsRemove, () => void navigate({ to: '/agents' }))
  const params = { id: agent.id }
  const { name } = agent
  switch (asking) {
    case 'stop':
      return (
        <ConfirmDialog
          title={t('agent.stopTitle', { name })}
          action={t('agent.stopAction')}
          reason
          pending={stop.pending}
          error={stop.error}
          onClose={onClose}
          onConfirm={(reason) => stop.run({ params, body: { reason } })}
        >
          {t('agent.stopText')}
        </ConfirmDialog>
      )
    case 'restart':
      return (
        <ConfirmDialog
          title={t('agent.restartTitle', { name })}
          action={t('agent.restartAction')}
          danger={false}
          reason
          pending={restart.pending}
          error={restart.error}
          onClose={onClose}
          onConfirm={(reason) => restart.run({ params, body: { reason } })}
        >
          {t('agent.restartText')}
        </ConfirmDialog>
      )
    case 'destroy':
      return (
        <ConfirmDialog
          title={t('agent.destroyTitle', { name })}
          action={t('agent.destroyAction')}
          typed={name}
          reason
          pending={destroy.pending}
          error={destroy.error}
          onClose={onClose}
          onConfirm={(reason) => destroy.run({ params, body: { reason } })}
        >
          {t('agent.destroyText', { target: targetName(agent.target) ?? t('agent.noTarget') })}
        </ConfirmDialog>
      )
    case 'remove':
      return (
        <ConfirmDialog
          title={t('agent.removeTitle', { name })}
          action={t('agent.removeAction')}
          typed={name}
          pending={remove.pending}
          error={remove.error}
          onClose={onClose}
          onConfirm={() => remove.run({ params })}
        >
          {t('agent.removeText')}
        </ConfirmDialog>
      )
  }
}
