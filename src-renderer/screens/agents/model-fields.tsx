import { Autocomplete, Select } from '@mantine/core'
import { providersList } from '../../../src-engine/contract/providers.ts'
import { useOperation } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'

export interface ModelChoice {
  readonly provider: string
  readonly model: string
}

/** Provider and model together: one means nothing without the other. */
export function ModelFields({
  value,
  onChange,
  disabled = false,
}: {
  readonly value: ModelChoice | null
  onChange(value: ModelChoice | null): void
  readonly disabled?: boolean
}) {
  const providers = useOperation(providersList, {}).data?.items ?? []
  const chosen = providers.find(({ id }) => id === value?.provider)
  return (
    <div className="line-of" style={{ alignItems: 'flex-start' }}>
      <Select
        className="grow"
        label={t('agents.provider')}
        disabled={disabled}
        value={value?.provider ?? ''}
        data={[
          { value: '', label: t('agents.providerNone') },
          ...providers.map((provider) => ({ value: provider.id, label: provider.name })),
        ]}
        onChange={(id) => {
          const provider = providers.find((each) => each.id === id)
          onChange(provider === undefined ? null : { provider: provider.id, model: provider.models[0]?.id ?? '' })
        }}
      />
      <Autocomplete
        className="grow"
        label={t('agents.model')}
        disabled={disabled || chosen === undefined}
        value={value?.model ?? ''}
        data={chosen?.models.map(({ id }) => id) ?? []}
        onChange={(model) => value !== null && onChange({ ...value, model })}
      />
    </div>
  )
}
