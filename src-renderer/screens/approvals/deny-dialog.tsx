import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'

interface DenyDialogProps {
  readonly pending: boolean
  readonly error: unknown
  onDeny(comment: string): void
  onClose(): void
}

/** A "no" with a reason helps the agent to find another way. Enter sends it as it is. */
export function DenyDialog({ pending, error, onDeny, onClose }: DenyDialogProps) {
  const [comment, setComment] = useState('')
  return (
    <Dialog onClose={onClose} title={t('approvals.denyTitle')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          onDeny(comment)
        }}
      >
        <p className="mid">{t('approvals.denyText')}</p>
        <Textarea
          data-autofocus
          label={t('approvals.comment')}
          maxLength={1_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            onDeny(comment)
          }}
        />
        <ProblemAlert error={error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" color="red" loading={pending}>
            {t('approvals.deny')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
