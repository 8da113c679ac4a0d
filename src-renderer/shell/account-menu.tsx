import { Menu, UnstyledButton } from '@mantine/core'
import { IconKeyboard, IconLogout, IconSettings } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Avatar } from '../components/avatar.tsx'
import { t } from '../i18n/index.ts'
import { signOut, useSession } from '../session/index.ts'
import { DensityChoice, SchemeChoice } from './choices.tsx'

/** Who is signed in, and how they like the screen. Comes with the first click on its button, hence opened. */
export function AccountMenu({ onShortcuts }: { onShortcuts(): void }) {
  const [opened, setOpened] = useState(true)
  const user = useSession(({ session }) => (session.state === 'signed-in' ? session.user : null))
  const navigate = useNavigate()
  if (user === null) return null
  return (
    <Menu position="bottom-end" width={260} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <UnstyledButton aria-label={t('shell.account')} style={{ borderRadius: 6 }}>
          <Avatar name={user.name} size="md" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.signedInAs', { name: user.name })}</Menu.Label>
        <SchemeChoice />
        <DensityChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShortcuts}>
          {t('shell.shortcuts')}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => void navigate({ to: '/settings' })}>
          {t('shell.settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
