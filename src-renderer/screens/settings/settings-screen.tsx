import './settings.css'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { About } from './about.tsx'
import { Appearance } from './appearance.tsx'
import { General } from './general.tsx'
import { Providers } from './providers/providers.tsx'
import { Secrets } from './secrets.tsx'
import { Security } from './security.tsx'
import { Targets } from './targets.tsx'

const route = getRouteApi('/shell/settings')

const sections = {
  general: General,
  appearance: Appearance,
  security: Security,
  providers: Providers,
  targets: Targets,
  secrets: Secrets,
  about: About,
} as const
type Section = keyof typeof sections

export function SettingsScreen() {
  const { section } = route.useSearch()
  const isAdmin = useCan('admin')
  const names = (Object.keys(sections) as Section[]).filter((name) => isAdmin || name !== 'secrets')
  const current = names.find((name) => name === section) ?? 'general'
  const Current = sections[current]
  return (
    <Page title={t('settings.title')}>
      <div className="settings">
        <nav aria-label={t('settings.sections')}>
          {names.map((name) => (
            <Link
              key={name}
              to="/settings"
              search={{ section: name }}
              className="rail-link"
              aria-current={name === current ? 'page' : undefined}
              activeOptions={{ exact: true, includeSearch: true }}
            >
              {t(`settings.${name}`)}
            </Link>
          ))}
        </nav>
        <div className="stack">
          <Current />
        </div>
      </div>
    </Page>
  )
}
