import {
  IconActivity,
  IconCheck,
  IconLayoutGrid,
  IconListDetails,
  IconPlus,
  IconRocket,
  IconSettings,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { t } from '../i18n/index.ts'
import { useCan } from '../session/index.ts'

interface Screen {
  readonly label: string
  readonly icon: typeof IconUser
  go(): void
}

/** Where the palette can go. */
export function useScreens(): Screen[] {
  const navigate = useNavigate()
  const isAdmin = useCan('admin')
  const admin: Screen[] = [
    { label: t('agents.new'), icon: IconPlus, go: () => void navigate({ to: '/agents', search: { new: true } }) },
    { label: t('shell.audit'), icon: IconListDetails, go: () => void navigate({ to: '/audit' }) },
  ]
  return [
    { label: t('shell.overview'), icon: IconLayoutGrid, go: () => void navigate({ to: '/' }) },
    { label: t('shell.agents'), icon: IconUser, go: () => void navigate({ to: '/agents' }) },
    { label: t('shell.approvals'), icon: IconCheck, go: () => void navigate({ to: '/approvals' }) },
    { label: t('shell.deployments'), icon: IconRocket, go: () => void navigate({ to: '/deployments' }) },
    { label: t('shell.activity'), icon: IconActivity, go: () => void navigate({ to: '/activity' }) },
    { label: t('shell.team'), icon: IconUsers, go: () => void navigate({ to: '/team' }) },
    { label: t('shell.settings'), icon: IconSettings, go: () => void navigate({ to: '/settings' }) },
    ...(isAdmin ? admin : []),
  ]
}
