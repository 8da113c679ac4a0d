import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../components/empty-state.tsx'
import { Page } from '../components/page.tsx'
import { ProblemAlert } from '../components/problem-alert.tsx'
import { t } from '../i18n/index.ts'

export function NotFound() {
  return (
    <EmptyState text={t('shell.notFound')}>
      <Link to="/">{t('shell.toOverview')}</Link>
    </EmptyState>
  )
}

/** A screen that failed to draw or to load: what is known, and the way to try again. */
export function ScreenProblem({ error, reset }: { readonly error: unknown; reset(): void }) {
  return (
    <Page title={t('shell.crashed')}>
      <ProblemAlert error={error} />
      <div>
        <Button onClick={reset}>{t('common.tryAgain')}</Button>
      </div>
    </Page>
  )
}
