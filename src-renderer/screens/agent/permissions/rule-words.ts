import type { ArgumentCondition, ToolRule } from '../../../../src-engine/contract/permissions.ts'
import { t, type Key } from '../../../i18n/index.ts'

const ops: Readonly<Record<ArgumentCondition['op'], Key>> = {
  equals: 'permissions.op_equals',
  'not-equals': 'permissions.op_not_equals',
  in: 'permissions.op_in',
  matches: 'permissions.op_matches',
  'not-matches': 'permissions.op_not_matches',
  under: 'permissions.op_under',
  'not-under': 'permissions.op_not_under',
  gt: 'permissions.op_gt',
  lte: 'permissions.op_lte',
  'host-in': 'permissions.op_host_in',
  'host-not-in': 'permissions.op_host_not_in',
}

export function opWord(op: ArgumentCondition['op']): string {
  return t(ops[op])
}

/** What a rule is about, as a sentence. */
export function ruleWords(rule: ToolRule): string {
  const subject = [
    ...(rule.tools ?? []),
    ...(rule.categories ?? []).map((each) => t(`permissions.category.${each}`)),
    ...(rule.risks ?? []).map((each) => t(`approvals.risk_${each}`)),
    ...(rule.sideEffects ?? []).map((each) => t(`permissions.effect.${each}`)),
  ]
  const conditions = (rule.when ?? []).map((each) => `${each.path} ${opWord(each.op)} ${valueText(each.value)}`)
  return [subject.length === 0 ? t('permissions.toolsAny') : subject.join(', '), ...conditions].join(' · ')
}

export function valueText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
}
