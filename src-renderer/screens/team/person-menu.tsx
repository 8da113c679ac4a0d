import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { usersRemove, usersUpdate } from '../../../src-engine/contract/users.ts'
import { useAct } from '../../api/index.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { RoleSelect } from './role-select.tsx'
import type { Person } from './team-screen.tsx'

/** What an admin does about a person. */
export function PersonMenu({ person }: { readonly person: Person }) {
  const [asking, setAsking] = useState<'role' | 'disable' | 'remove' | null>(null)
  const [role, setRole] = useState(person.role)
  const close = () => setAsking(null)
  const update = useAct(usersUpdate, close)
  const remove = useAct(usersRemove, close)
  const params = { id: person.id }
  const { name, version } = person
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('team.actions', { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking('role')}>{t('team.changeRole')}</Menu.Item>
          {person.disabled ? (
            <Menu.Item onClick={() => update.run({ params, body: { disabled: false }, ifMatch: version })}>
              {t('team.enable')}
            </Menu.Item>
          ) : (
            <Menu.Item onClick={() => setAsking('disable')}>{t('team.disable')}</Menu.Item>
          )}
          <Menu.Item color="red" onClick={() => setAsking('remove')}>
            {t('team.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'role' ? (
        <Dialog onClose={close} title={t('team.changeTitle', { name })}>
          <div className="stack">
            <RoleSelect value={role} onChange={setRole} />
            <ProblemAlert error={update.error} />
            <div className="line-of">
              <Button variant="subtle" color="gray" className="push" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button
                variant="filled"
                loading={update.pending}
                disabled={role === person.role}
                onClick={() => update.run({ params, body: { role }, ifMatch: version })}
              >
                {t('common.save')}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
      {asking === 'disable' ? (
        <ConfirmDialog
          title={t('team.disableTitle', { name })}
          action={t('team.disable')}
          pending={update.pending}
          error={update.error}
          onClose={close}
          onConfirm={() => update.run({ params, body: { disabled: true }, ifMatch: version })}
        >
          {t('team.disableText')}
        </ConfirmDialog>
      ) : null}
      {asking === 'remove' ? (
        <ConfirmDialog
          title={t('team.removeTitle', { name })}
          action={t('team.removeAction')}
          typed={name}
          pending={remove.pending}
          error={remove.error}
          onClose={close}
          onConfirm={() => remove.run({ params })}
        >
          {t('team.removeText')}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
