import { Loader } from '@mantine/core'
import { t } from '../i18n/index.ts'

/** Something is on its way. Appears after a moment, so that what is quick does not flicker. */
export function Loading({ text }: { readonly text?: string }) {
  return (
    <div className="empty appears-late" role="status">
      <Loader size="sm" type="dots" />
      <span className={text === undefined ? 'hidden-visually' : 'muted'}>{text ?? t('common.loading')}</span>
    </div>
  )
}
