import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ProblemError } from '../../../src-engine/contract/problem-error.ts'
import { t } from '../../i18n/index.ts'
import { startSession } from '../../session/index.ts'
import { Front } from './front.tsx'

/** Nobody answers: says what to do, and goes on by itself as soon as somebody does. */
export function Unreachable({ error }: { readonly error: unknown }) {
  useEffect(() => {
    const timer = setInterval(() => void startSession(), 3_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Front title={t('signIn.unreachable')}>
      <div className="card card-body stack" role="status">
        <h1>{t('signIn.unreachable')}</h1>
        <p className="mid">{t('signIn.unreachableText')}</p>
        {error instanceof ProblemError && error.unreachable ? null : <ProblemAlert error={error} />}
        <div>
          <Button onClick={() => void startSession()}>{t('common.tryAgain')}</Button>
        </div>
      </div>
    </Front>
  )
}
