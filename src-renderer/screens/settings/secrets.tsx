import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { secretsCreate, secretsList, secretsRemove, secretsReplace } from '../../../src-engine/contract/secrets.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/notice.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'

type Asking =
  | { readonly kind: 'add' }
  | { readonly kind: 'replace' | 'remove'; readonly id: string; readonly name: string }

/** References to what the vault holds. Values go in and never come out. */
export function Secrets() {
  const [asking, setAsking] = useState<Asking | null>(null)
  const secrets = useOperation(secretsList, {})
  const close = () => setAsking(null)
  const remove = useAct(secretsRemove, close)
  const vault = secrets.data?.vault
  const open = vault === 'unlocked'
  return (
    <>
      <ProblemAlert error={secrets.error} />
      {vault === 'locked' ? <Notice tone="warn">{t('settings.vaultLocked')}</Notice> : null}
      {vault === 'absent' ? <Notice tone="bad">{t('settings.vaultAbsent')}</Notice> : null}
      <Card
        flush
        title={
          <span className="line-of">
            {t('settings.vault')} {vault === undefined ? null : <StateBadge state={vault} />}
          </span>
        }
        aside={
          <Button size="compact-sm" disabled={!open} onClick={() => setAsking({ kind: 'add' })}>
            {t('settings.addSecret')}
          </Button>
        }
      >
        <div className="rows">
          {secrets.data?.items.length === 0 ? <p className="muted">{t('settings.noSecrets')}</p> : null}
          {secrets.data?.items.map((secret) => (
            <div key={secret.id}>
              <span className="grow">
                <b>{secret.name}</b>{' '}
                <span className="muted">
                  {secret.held ? t('settings.held') : t('settings.notHeld')} · <RelativeTime at={secret.updatedAt} />
                </span>
              </span>
              <Button
                size="compact-sm"
                disabled={!open}
                onClick={() => setAsking({ kind: 'replace', id: secret.id, name: secret.name })}
              >
                {t('settings.replace')}
              </Button>
              <Button
                size="compact-sm"
                className="danger"
                disabled={!open}
                onClick={() => setAsking({ kind: 'remove', id: secret.id, name: secret.name })}
              >
                {t('common.remove')}
              </Button>
            </div>
          ))}
        </div>
      </Card>
      {asking?.kind === 'add' || asking?.kind === 'replace' ? (
        <SecretDialog replacing={asking.kind === 'replace' ? asking : null} onClose={close} />
      ) : null}
      {asking?.kind === 'remove' ? (
        <ConfirmDialog
          title={t('settings.removeTitle', { name: asking.name })}
          action={t('common.remove')}
          typed={asking.name}
          pending={remove.pending}
          error={remove.error}
          onClose={close}
          onConfirm={() => remove.run({ params: { id: asking.id } })}
        >
          {t('settings.removeText')}
        </ConfirmDialog>
      ) : null}
    </>
  )
}

function SecretDialog({
  replacing,
  onClose,
}: {
  readonly replacing: { readonly id: string; readonly name: string } | null
  onClose(): void
}) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const create = useAct(secretsCreate, onClose)
  const replace = useAct(secretsReplace, onClose)
  const error = create.error ?? replace.error
  return (
    <Dialog
      onClose={onClose}
      title={replacing === null ? t('settings.addSecret') : t('settings.replaceTitle', { name: replacing.name })}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (replacing === null) create.run({ body: { name, value } })
          else replace.run({ params: { id: replacing.id }, body: { value } })
        }}
      >
        {replacing === null ? (
          <TextInput
            data-autofocus
            required
            label={t('settings.secretName')}
            value={name}
            error={fieldProblem(error, '/name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
        <PasswordInput
          required
          autoComplete="off"
          label={t('settings.secretValue')}
          description={t('settings.secretHint')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <ProblemAlert error={error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            loading={create.pending || replace.pending}
            disabled={value === '' || (replacing === null && name.trim() === '')}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
