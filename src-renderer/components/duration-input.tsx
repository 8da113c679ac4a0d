import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { t } from '../i18n/index.ts'

const UNITS = [
  { unit: 's', seconds: 1 },
  { unit: 'min', seconds: 60 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'd', seconds: 86_400 },
] as const
type Unit = (typeof UNITS)[number]['unit']

/** A length of time in the unit one says it in; it is kept in seconds. */
export function DurationInput({
  label,
  description,
  seconds,
  min,
  max,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly description?: string
  readonly seconds: number
  readonly min: number
  readonly max: number
  readonly disabled?: boolean
  onChange(seconds: number): void
}) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds))
  const factor = UNITS.find((each) => each.unit === unit)?.seconds ?? 1
  const within = (value: number): number => Math.min(max, Math.max(min, Math.round(value)))
  return (
    <Input.Wrapper label={label} description={description}>
      <Group gap={6} wrap="nowrap">
        <NumberInput
          style={{ flex: 1 }}
          aria-label={label}
          disabled={disabled}
          value={seconds / factor}
          min={min / factor}
          max={max / factor}
          decimalScale={2}
          onChange={(value) => typeof value === 'number' && onChange(within(value * factor))}
        />
        <Select
          w={104}
          aria-label={t('common.unitOf', { label })}
          disabled={disabled}
          allowDeselect={false}
          value={unit}
          data={UNITS.map((each) => ({ value: each.unit, label: t(`common.units.${each.unit}`) }))}
          onChange={(next) => setUnit(UNITS.find((each) => each.unit === next)?.unit ?? unit)}
        />
      </Group>
    </Input.Wrapper>
  )
}

/** The largest unit that says it in a whole number. */
function unitOf(seconds: number): Unit {
  return UNITS.filter((each) => seconds >= each.seconds && seconds % each.seconds === 0).at(-1)?.unit ?? 's'
}
