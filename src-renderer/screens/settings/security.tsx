import { Button, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { authEndSession, authPassword, authSessions } from '../../../src-engine/contract/auth.ts'
import { keyOf, useAct, useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { clientOf } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { notify } from '../../components/notify.ts'

export function Security() {
  return (
    <>
      <Password />
      <Sessions />
    </>
  )
}

function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const queries = useQueryClient()
  const change = useAct(authPassword, () => {
    setCurrent('')
    setNext('')
    void queries.invalidateQueries({ queryKey: keyOf(authSessions, {}) })
    notify(t('settings.passwordChanged'))
  })
  return (
    <Card title={t('settings.password')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          change.run({ body: { current, next } })
        }}
      >
        <PasswordInput
          required
          autoComplete="current-password"
          label={t('settings.currentPassword')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          required
          minLength={12}
          autoComplete="new-password"
          label={t('settings.newPassword')}
          description={t('settings.newPasswordHint')}
          value={next}
          error={fieldProblem(change.error, '/next')}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <ProblemAlert error={change.error} />
        <div>
          <Button type="submit" loading={change.pending} disabled={current === '' || next.length < 12}>
            {t('settings.changePassword')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Sessions() {
  const sessions = useOperation(authSessions, {})
  const end = useAct(authEndSession, () => void sessions.refetch())
  return (
    <Card title={t('settings.sessions')} flush>
      <ProblemAlert error={sessions.error ?? end.error} />
      <div className="rows">
        {sessions.data?.items.map((session) => (
          <div key={session.id}>
            <span className="line-of grow">
              <span className="clip" title={session.client}>
                {clientWords(session.client)}
              </span>
              <span className="muted" style={{ flex: 'none' }}>
                <RelativeTime at={session.lastUsedAt} />
              </span>
            </span>
            {session.current ? (
              <span className="muted">{t('settings.thisSession')}</span>
            ) : (
              <Button size="compact-sm" className="danger" onClick={() => end.run({ params: { id: session.id } })}>
                {t('settings.endSession')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Card>
  )
}

/** What signed in, by a name a person knows it by; a program says its own. */
function clientWords(userAgent: string): string {
  const client = clientOf(userAgent)
  return client === null ? userAgent : t('settings.clientOn', client)
}
