import { ActionIcon, Tooltip } from '@mantine/core'
import {
  IconActivity,
  IconCheck,
  IconLayoutGrid,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconListDetails,
  IconRocket,
  IconSettings,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import { systemStats } from '../../src-engine/contract/system.ts'
import { useOperation } from '../api/index.ts'
import { count } from '../format/index.ts'
import { t } from '../i18n/index.ts'
import { useCan, useSession } from '../session/index.ts'
import { useAppearance } from './appearance.ts'

type Place = '/' | '/agents' | '/approvals' | '/deployments' | '/activity' | '/audit' | '/team' | '/settings'

/** The sections of the fleet, with what waits in each. */
export function Rail() {
  const folded = useAppearance((store) => store.railFolded)
  const foldRail = useAppearance((store) => store.foldRail)
  const organization = useSession(({ session }) => (session.state === 'signed-in' ? session.organization.name : ''))
  const stats = useOperation(systemStats, {}).data
  const isAdmin = useCan('admin')
  return (
    <nav className="rail" aria-label={t('shell.rail')}>
      <div className="rail-org">
        <span className="rail-mark" aria-hidden="true">
          {organization.slice(0, 1).toUpperCase()}
        </span>
        <span className="rail-text clip">{organization}</span>
      </div>
      <RailLink to="/" icon={IconLayoutGrid} text={t('shell.overview')} exact />
      <RailLink to="/agents" icon={IconUser} text={t('shell.agents')} figure={stats?.agents.total} />
      <RailLink to="/approvals" icon={IconCheck} text={t('shell.approvals')} figure={stats?.approvals.waiting} />
      <RailLink to="/deployments" icon={IconRocket} text={t('shell.deployments')} figure={stats?.deployments.running} />
      <RailLink to="/activity" icon={IconActivity} text={t('shell.activity')} />
      {isAdmin ? (
        <>
          <RailSection>{t('shell.govern')}</RailSection>
          <RailLink to="/audit" icon={IconListDetails} text={t('shell.audit')} />
        </>
      ) : null}
      <RailSection>{t('shell.organization')}</RailSection>
      <RailLink to="/team" icon={IconUsers} text={t('shell.team')} />
      <RailLink to="/settings" icon={IconSettings} text={t('shell.settings')} />
      <Tooltip label={folded ? t('shell.unfold') : t('shell.fold')} position="right">
        <ActionIcon
          className="rail-fold"
          aria-label={folded ? t('shell.unfold') : t('shell.fold')}
          aria-expanded={!folded}
          onClick={() => foldRail(!folded)}
        >
          {folded ? <IconLayoutSidebarLeftExpand size={16} /> : <IconLayoutSidebarLeftCollapse size={16} />}
        </ActionIcon>
      </Tooltip>
    </nav>
  )
}

function RailSection({ children }: { readonly children: ReactNode }) {
  return <div className="rail-section">{children}</div>
}

interface RailLinkProps {
  readonly to: Place
  readonly icon: ComponentType<{ size: number; stroke: number }>
  readonly text: string
  readonly figure?: number | undefined
  readonly exact?: boolean
}

function RailLink({ to, icon: Icon, text, figure, exact = false }: RailLinkProps) {
  const folded = useAppearance((store) => store.railFolded)
  return (
    <Tooltip label={text} position="right" disabled={!folded}>
      <Link
        to={to}
        className="rail-link"
        activeOptions={{ exact, includeSearch: false }}
        aria-label={folded ? text : undefined}
      >
        <Icon size={16} stroke={1.6} />
        <span className="rail-text">{text}</span>
        {figure === undefined || figure === 0 ? null : <span className="rail-figure rail-text">{count(figure)}</span>}
      </Link>
    </Tooltip>
  )
}
