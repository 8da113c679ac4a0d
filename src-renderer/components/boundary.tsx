import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { t } from '../i18n/index.ts'
import { ProblemAlert } from './problem-alert.tsx'

interface BoundaryState {
  readonly error: unknown
  readonly failed: boolean
}

/** Keeps what fails to load or to draw from taking the rest of the page along. React has no hook for this. */
export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null, failed: false }

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error, failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="page">
        <h1>{t('shell.crashed')}</h1>
        <p className="mid">{t('shell.crashedHint')}</p>
        <ProblemAlert error={this.state.error} />
        <div>
          <Button onClick={() => globalThis.location.reload()}>{t('shell.reload')}</Button>
        </div>
      </div>
    )
  }
}
