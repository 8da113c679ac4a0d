import { PasswordInput, Select, TagsInput, TextInput } from '@mantine/core'
import { Notice } from '../../../components/notice.tsx'
import { fieldProblem, ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import type { ProviderForm } from './use-provider-form.ts'

const kinds = ['openai-compatible', 'anthropic', 'rehearsal'] as const

export function ProviderFields({
  form,
  fixedKind = false,
}: {
  readonly form: ProviderForm
  readonly fixedKind?: boolean
}) {
  const { kind } = form
  return (
    <>
      {fixedKind ? null : (
        <Select
          label={t('settings.kind')}
          value={kind}
          data={kinds.map((each) => ({ value: each, label: t(`settings.kind_${each}`) }))}
          onChange={(next) => form.change({ kind: kinds.find((each) => each === next) ?? kind })}
        />
      )}
      {kind === 'rehearsal' ? <Notice tone="info">{t('settings.rehearsalText')}</Notice> : null}
      <TextInput
        required
        label={t('settings.providerName')}
        value={form.name}
        maxLength={120}
        error={fieldProblem(form.error, '/name')}
        onChange={(event) => form.change({ name: event.currentTarget.value })}
      />
      {kind === 'openai-compatible' ? (
        <TextInput
          required
          type="url"
          label={t('settings.baseUrl')}
          description={t('settings.baseUrlHint')}
          value={form.baseUrl}
          error={fieldProblem(form.error, '/endpoint')}
          onChange={(event) => form.change({ baseUrl: event.currentTarget.value })}
        />
      ) : null}
      {kind === 'rehearsal' ? null : (
        <PasswordInput
          required={kind === 'anthropic'}
          autoComplete="off"
          label={t('settings.key')}
          description={
            kind === 'anthropic' ? t('settings.keyHint') : `${t('settings.keyHint')} ${t('settings.keyOptional')}`
          }
          value={form.key}
          onChange={(event) => form.change({ key: event.currentTarget.value })}
        />
      )}
      {kind === 'rehearsal' ? null : (
        <TagsInput
          label={t('settings.models')}
          value={[...form.models]}
          onChange={(models) => form.change({ models })}
        />
      )}
      <ProblemAlert error={form.error} />
    </>
  )
}
