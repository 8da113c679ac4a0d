import { Select } from '@mantine/core'
import { targetsList } from '../../../src-engine/contract/targets.ts'
import { useOperation } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'

export function TargetSelect({
  value,
  onChange,
  disabled = false,
}: {
  readonly value: string | null
  onChange(value: string | null): void
  readonly disabled?: boolean
}) {
  const targets = useOperation(targetsList, {}).data?.items ?? []
  return (
    <Select
      label={t('agents.target')}
      description={t('agents.targetHint')}
      disabled={disabled}
      value={value ?? ''}
      data={[
        { value: '', label: t('agents.noTarget') },
        ...targets.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(id) => onChange(id === '' ? null : id)}
    />
  )
}
