import { authStatus } from '../../../src-engine/contract/auth.ts'
import { systemDependencies } from '../../../src-engine/contract/system.ts'
import { useOperation } from '../../api/index.ts'
import { Card, Facts } from '../../components/card.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'

const states = { ok: 'healthy', degraded: 'degraded', down: 'down', unknown: 'unknown' } as const

/** Which version this is, and how everything it needs is doing. */
export function About() {
  const status = useOperation(authStatus, {})
  const dependencies = useOperation(systemDependencies, {}, { every: 15_000 })
  return (
    <>
      <ProblemAlert error={dependencies.error} retry={() => void dependencies.refetch()} />
      <Card title={t('settings.dependencies')} note={t('settings.dependenciesHint')} flush>
        <div className="rows">
          {dependencies.data?.items.map((dependency) => (
            <div key={dependency.kind + dependency.name}>
              <StateBadge state={states[dependency.state]} />
              <span className="grow">
                <b>{dependency.name}</b> <span className="muted">{t(`settings.kindWord.${dependency.kind}`)}</span>
                <span className="mid" style={{ display: 'block' }}>
                  {dependency.detail}
                </span>
              </span>
              <span className="muted">
                <RelativeTime at={dependency.checkedAt} />
              </span>
            </div>
          ))}
        </div>
      </Card>
      <Card title={t('settings.about')}>
        <Facts
          items={[
            [t('settings.product'), 'AgenticMail Control Center'],
            [t('settings.version'), status.data?.version ?? ''],
            [
              t('settings.api'),
              <span key="api" className="line-of wraps">
                <a href="/docs">{t('settings.apiDocs')}</a>
                <a href="/openapi.json">{t('settings.openApi')}</a>
              </span>,
            ],
          ]}
        />
      </Card>
    </>
  )
}
