import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ProblemError } from '../../../src-engine/contract/problem-error.ts'
import { Notice } from '../../components/notice.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useNow } from '../../components/use-now.ts'
import { countdown } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { signIn } from '../../session/index.ts'
import { Front } from './front.tsx'
import { useFocusAtStart } from './use-focus-at-start.ts'

export function SignInScreen({ ended }: { readonly ended: boolean }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [lockedUntil, setLockedUntil] = useState(0)
  const first = useFocusAtStart()
  const left = lockedUntil - useNow(1000)

  async function submit(): Promise<void> {
    setPending(true)
    setError(null)
    try {
      await signIn(email, password)
    } catch (caught) {
      setError(caught)
      setPassword('')
      if (caught instanceof ProblemError && caught.code === 'locked_out')
        setLockedUntil(Date.now() + (caught.retryAfter ?? 0) * 1000)
    } finally {
      setPending(false)
    }
  }

  const code = error instanceof ProblemError ? error.code : null
  return (
    <Front title={t('signIn.title')}>
      <form
        className="card card-body stack"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <h1>{t('signIn.title')}</h1>
        {ended && error === null ? <Notice tone="info">{t('signIn.ended')}</Notice> : null}
        {left > 0 ? (
          <Notice tone="warn">{t('signIn.locked', { span: countdown(left) })}</Notice>
        ) : code === 'unauthenticated' ? (
          <Notice tone="bad">{t('signIn.wrong')}</Notice>
        ) : code === 'locked_out' ? (
          <Notice tone="info">{t('signIn.lockedOver')}</Notice>
        ) : (
          <ProblemAlert error={error} />
        )}
        <TextInput
          ref={first}
          required
          type="email"
          autoComplete="username"
          label={t('signIn.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          required
          autoComplete="current-password"
          label={t('signIn.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={pending} disabled={left > 0 || email === '' || password === ''}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Front>
  )
}
