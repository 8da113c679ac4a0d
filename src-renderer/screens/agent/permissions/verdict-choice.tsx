import { SegmentedControl } from '@mantine/core'
import { verdicts, type Verdict } from '../../../../src-engine/contract/permissions.ts'
import { t } from '../../../i18n/index.ts'

export function VerdictChoice({
  label,
  value,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly value: Verdict
  readonly disabled?: boolean
  onChange(value: Verdict): void
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      disabled={disabled}
      value={value}
      data={verdicts.map((each) => ({ value: each, label: t(`permissions.${each}`) }))}
      onChange={(next) => onChange(verdicts.find((each) => each === next) ?? value)}
    />
  )
}
