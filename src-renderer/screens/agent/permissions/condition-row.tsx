import { ActionIcon, Select, TagsInput, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { argumentConditionSchema, type ArgumentCondition } from '../../../../src-engine/contract/permissions.ts'
import { t } from '../../../i18n/index.ts'
import { opWord, valueText } from './rule-words.ts'

const ops = argumentConditionSchema.shape.op.options
const lists: ReadonlySet<ArgumentCondition['op']> = new Set(['in', 'host-in', 'host-not-in'])
const numbers: ReadonlySet<ArgumentCondition['op']> = new Set(['gt', 'lte'])

/** A test on one argument. */
export function ConditionRow({
  condition,
  onChange,
  onRemove,
}: {
  readonly condition: ArgumentCondition
  onChange(condition: ArgumentCondition): void
  onRemove(): void
}) {
  const values = Array.isArray(condition.value)
    ? condition.value.map(String)
    : condition.value === ''
      ? []
      : [valueText(condition.value)]
  return (
    <div className="line-of" style={{ alignItems: 'flex-end' }}>
      <TextInput
        w={130}
        label={t('permissions.path')}
        title={t('permissions.pathHint')}
        value={condition.path}
        styles={{ input: { fontFamily: 'var(--mono)' } }}
        onChange={(event) => onChange({ ...condition, path: event.currentTarget.value })}
      />
      <Select
        w={170}
        label={t('permissions.op')}
        value={condition.op}
        data={ops.map((op) => ({ value: op, label: opWord(op) }))}
        onChange={(next) => {
          const op = ops.find((each) => each === next) ?? condition.op
          onChange({ ...condition, op, value: lists.has(op) ? values : (values[0] ?? '') })
        }}
      />
      {lists.has(condition.op) ? (
        <TagsInput
          className="grow"
          label={t('permissions.value')}
          value={values}
          onChange={(value) => onChange({ ...condition, value })}
        />
      ) : (
        <TextInput
          className="grow"
          label={t('permissions.value')}
          value={valueText(condition.value)}
          onChange={(event) => onChange({ ...condition, value: parsed(condition.op, event.currentTarget.value) })}
        />
      )}
      <ActionIcon aria-label={t('permissions.removeCondition')} onClick={onRemove} mb={1}>
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  )
}

/** Numbers where only numbers compare; text otherwise. */
function parsed(op: ArgumentCondition['op'], text: string): string | number {
  const value = Number(text)
  return numbers.has(op) && text.trim() !== '' && Number.isFinite(value) ? value : text
}
