import { UnstyledButton } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Avatar } from '../components/avatar.tsx'
import { t } from '../i18n/index.ts'
import { useSession } from '../session/index.ts'

const AccountMenu = lazy(async () => ({ default: (await import('./account-menu.tsx')).AccountMenu }))

/** Stands for the menu until somebody wants it. */
export function AccountButton({ onShortcuts }: { onShortcuts(): void }) {
  const [wanted, setWanted] = useState(false)
  const name = useSession(({ session }) => (session.state === 'signed-in' ? session.user.name : ''))
  const button = (
    <UnstyledButton
      aria-label={t('shell.account')}
      aria-haspopup="menu"
      style={{ borderRadius: 6 }}
      onClick={() => setWanted(true)}
    >
      <Avatar name={name} size="md" />
    </UnstyledButton>
  )
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <AccountMenu onShortcuts={onShortcuts} />
    </Suspense>
  )
}
