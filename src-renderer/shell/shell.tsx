import './shell.css'
import { useHotkeys } from '@mantine/hooks'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Boundary } from '../components/boundary.tsx'
import { Loading } from '../components/loading.tsx'
import { useDesktop } from '../desktop/index.ts'
import { t } from '../i18n/index.ts'
import { useLiveConnection } from '../live/index.ts'
import { useShortcuts } from '../shortcuts/index.ts'
import { useAppearance } from './appearance.ts'
import { Header } from './header.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { Rail } from './rail.tsx'

const ShortcutSheet = lazy(async () => ({ default: (await import('../shortcuts/sheet.tsx')).ShortcutSheet }))
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

/** What surrounds every screen: rail, header, palette, shortcuts, and the one event stream. */
export function Shell() {
  const [finding, setFinding] = useState(false)
  const [listing, setListing] = useState(false)
  const folded = useAppearance((store) => store.railFolded)
  const density = useAppearance((store) => store.density)
  const navigate = useNavigate()
  useLiveConnection()
  useDesktop({ find: () => setFinding(true), showShortcuts: () => setListing(true) })
  useHotkeys([['mod+K', () => setFinding(true)]], [], true)
  useShortcuts(t('shortcuts.everywhere'), [
    { key: '?', label: t('shortcuts.sheet'), run: () => setListing(true) },
    { key: '1', label: t('shortcuts.goOverview'), run: () => void navigate({ to: '/' }) },
    { key: '2', label: t('shortcuts.goAgents'), run: () => void navigate({ to: '/agents' }) },
    { key: '3', label: t('shortcuts.goApprovals'), run: () => void navigate({ to: '/approvals' }) },
  ])
  return (
    <div className="app" data-folded={folded || undefined} data-density={density}>
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className="main">
        <Header onFind={() => setFinding(true)} onShortcuts={() => setListing(true)} />
        <OfflineBanner />
        <main className="view" id="content" tabIndex={-1}>
          <Boundary>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </main>
      </div>
      {finding ? (
        <Boundary>
          <Suspense fallback={null}>
            <Palette onClose={() => setFinding(false)} />
          </Suspense>
        </Boundary>
      ) : null}
      {listing ? (
        <Suspense fallback={null}>
          <ShortcutSheet onClose={() => setListing(false)} />
        </Suspense>
      ) : null}
    </div>
  )
}
