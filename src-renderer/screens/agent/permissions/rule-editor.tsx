import { Button, MultiSelect, TagsInput, TextInput } from '@mantine/core'
import type { ArgumentCondition, ToolRule } from '../../../../src-engine/contract/permissions.ts'
import { referenceTools } from '../../../../src-engine/contract/reference-tools.ts'
import { risks, sideEffects, toolCategories } from '../../../../src-engine/contract/tools.ts'
import { t } from '../../../i18n/index.ts'
import { ConditionRow } from './condition-row.tsx'
import { VerdictChoice } from './verdict-choice.tsx'

const toolIds = referenceTools.map(({ id }) => id)

/** All selectors and conditions of a rule must hold; those left empty do not count. */
export function RuleEditor({ rule, onChange }: { readonly rule: ToolRule; onChange(rule: ToolRule): void }) {
  const conditions = rule.when ?? []
  const setConditions = (when: readonly ArgumentCondition[]) => onChange(withSelector(rule, 'when', [...when]))
  return (
    <div className="stack wide" style={{ padding: '4px 0 8px' }}>
      <div className="fields">
        <TextInput
          label={t('permissions.label')}
          description={t('permissions.labelHint')}
          maxLength={120}
          value={rule.label}
          onChange={(event) => onChange({ ...rule, label: event.currentTarget.value })}
        />
        <VerdictChoice
          label={t('permissions.verdict')}
          value={rule.verdict}
          onChange={(verdict) => onChange({ ...rule, verdict })}
        />
        <TagsInput
          label={t('permissions.tools')}
          data={toolIds}
          value={rule.tools ?? []}
          placeholder={rule.tools ? '' : t('permissions.toolsAny')}
          onChange={(tools) => onChange(withSelector(rule, 'tools', tools))}
        />
        <Choices
          label={t('permissions.categories')}
          all={toolCategories}
          word={(each) => t(`permissions.category.${each}`)}
          value={rule.categories ?? []}
          onChange={(categories) => onChange(withSelector(rule, 'categories', categories))}
        />
        <Choices
          label={t('permissions.risks')}
          all={risks}
          word={(each) => t(`permissions.risk.${each}`)}
          value={rule.risks ?? []}
          onChange={(chosen) => onChange(withSelector(rule, 'risks', chosen))}
        />
        <Choices
          label={t('permissions.effects')}
          all={sideEffects}
          word={(each) => t(`permissions.effect.${each}`)}
          value={rule.sideEffects ?? []}
          onChange={(chosen) => onChange(withSelector(rule, 'sideEffects', chosen))}
        />
      </div>
      {conditions.map((condition, index) => (
        <ConditionRow
          // oxlint-disable-next-line react/no-array-index-key -- a condition has no identity but its place
          key={index}
          condition={condition}
          onChange={(next) => setConditions(conditions.map((each, place) => (place === index ? next : each)))}
          onRemove={() => setConditions(conditions.filter((_, place) => place !== index))}
        />
      ))}
      <div>
        <Button
          size="compact-sm"
          onClick={() => setConditions([...conditions, { path: '/path', op: 'equals', value: '' }])}
        >
          {t('permissions.addCondition')}
        </Button>
      </div>
    </div>
  )
}

/** A selector that is empty is left out: present and empty would match nothing. */
function withSelector<Key extends 'tools' | 'categories' | 'risks' | 'sideEffects' | 'when'>(
  rule: ToolRule,
  key: Key,
  value: NonNullable<ToolRule[Key]>,
): ToolRule {
  const { [key]: _, ...rest } = rule
  return value.length === 0 ? { ...rest, label: rule.label, verdict: rule.verdict } : { ...rule, [key]: value }
}

interface ChoicesProps<Item extends string> {
  readonly label: string
  readonly all: readonly Item[]
  readonly value: readonly Item[]
  word(item: Item): string
  onChange(value: Item[]): void
}

export function Choices<Item extends string>({ label, all, value, word, onChange }: ChoicesProps<Item>) {
  return (
    <MultiSelect
      label={label}
      placeholder={value.length === 0 ? t('common.any') : undefined}
      clearable
      value={[...value]}
      data={all.map((each) => ({ value: each, label: word(each) }))}
      onChange={(chosen) => onChange(all.filter((each) => chosen.includes(each)))}
    />
  )
}
