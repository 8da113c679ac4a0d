import { Button } from '@mantine/core'
import { Dialog } from '../../../components/dialog.tsx'
import { DiffView, type FieldChange } from '../../../components/diff-view.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'

interface ReviewDialogProps {
  readonly changes: readonly FieldChange[]
  readonly pending: boolean
  readonly error: unknown
  readonly conflict: boolean
  takeIn(): void
  onSave(): void
  onClose(): void
}

/** What will be different, before it is. */
export function ReviewDialog({ changes, pending, error, conflict, takeIn, onSave, onClose }: ReviewDialogProps) {
  return (
    <Dialog onClose={onClose} title={t('configuration.reviewTitle')} size="xl">
      <div className="stack">
        {conflict ? (
          <Notice tone="warn" action={<Button onClick={takeIn}>{t('configuration.takeIn')}</Button>}>
            <b>{t('configuration.conflictTitle')}</b> {t('configuration.conflictText')}
          </Notice>
        ) : null}
        <DiffView changes={changes} maxHeight={420} />
        <ProblemAlert error={error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="filled" data-autofocus loading={pending} disabled={conflict} onClick={onSave}>
            {t('common.save')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
