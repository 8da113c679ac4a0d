import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconLogout, IconSettings } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { Avatar } from '../components/avatar.tsx'
import { t } from '../i18n/index.ts'
import { signOut, useSession } from '../session/index.ts'
import { useAppearance } from './appearance.ts'

/** Who is signed in, and how they like the screen. */
export function AccountMenu({ onShortcuts }: { onShortcuts(): void }) {
  const user = useSession(({ session }) => (session.state === 'signed-in' ? session.user : null))
  const navigate = useNavigate()
  if (user === null) return null
  return (
    <Menu position="bottom-end" width={260}>
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

/** Light, dark, or what the system says. */
export function SchemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div style={{ padding: '2px 8px 6px' }}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('shell.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        data={[
          { value: 'auto', label: t('shell.system') },
          { value: 'light', label: t('shell.light') },
          { value: 'dark', label: t('shell.dark') },
        ]}
      />
    </div>
  )
}

export function DensityChoice() {
  const { density, setDensity } = useAppearance()
  return (
    <div style={{ padding: '2px 8px 6px' }}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('shell.density')}
        value={density}
        onChange={(value) => setDensity(value === 'comfortable' ? 'comfortable' : 'compact')}
        data={[
          { value: 'compact', label: t('shell.compact') },
          { value: 'comfortable', label: t('shell.comfortable') },
        ]}
      />
    </div>
  )
}
