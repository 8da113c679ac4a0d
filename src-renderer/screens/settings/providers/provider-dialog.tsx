import { Button } from '@mantine/core'
import { Dialog } from '../../../components/dialog.tsx'
import { t } from '../../../i18n/index.ts'
import { ProviderFields } from './provider-fields.tsx'
import { useProviderForm } from './use-provider-form.ts'
import type { ProviderView } from './provider-row.tsx'

export interface ProviderStart {
  readonly kind: 'openai-compatible' | 'anthropic' | 'rehearsal'
  readonly name: string
  readonly baseUrl: string
  readonly models: readonly string[]
}

export function ProviderDialog({
  start,
  onClose,
  onAdded,
}: {
  readonly start: ProviderStart
  onClose(): void
  onAdded(provider: ProviderView): void
}) {
  const form = useProviderForm(start, onAdded)
  return (
    <Dialog onClose={onClose} title={t('settings.addProvider')} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void form.save()
        }}
      >
        <ProviderFields form={form} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={form.pending} disabled={!form.ready}>
            {t('common.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
