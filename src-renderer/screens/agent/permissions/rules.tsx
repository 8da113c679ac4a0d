import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Profile, ToolRule, Verdict } from '../../../../src-engine/contract/permissions.ts'
import { Card } from '../../../components/card.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { t } from '../../../i18n/index.ts'
import { RuleEditor } from './rule-editor.tsx'
import { ruleWords } from './rule-words.ts'
import { VerdictChoice } from './verdict-choice.tsx'

interface RulesProps {
  readonly profile: Profile
  readonly disabled: boolean
  change(part: Partial<Profile>): void
}

const order: Readonly<Record<Verdict, number>> = { deny: 0, ask: 1, allow: 2 }

/** The rules, strictest first, each as a sentence; opened in place to be edited. */
export function Rules({ profile, disabled, change }: RulesProps) {
  const [open, setOpen] = useState<string | null>(null)
  const rules = Object.entries(profile.rules).sort(
    ([a, left], [b, right]) => order[left.verdict] - order[right.verdict] || (a < b ? -1 : 1),
  )
  const put = (id: string, rule: ToolRule) => change({ rules: { ...profile.rules, [id]: rule } })
  const remove = (id: string) =>
    change({ rules: Object.fromEntries(Object.entries(profile.rules).filter(([each]) => each !== id)) })
  const add = () => {
    const id = freeId(profile)
    put(id, { label: `${t('permissions.rule')} ${Object.keys(profile.rules).length + 1}`, verdict: 'ask' })
    setOpen(id)
  }
  return (
    <Card
      title={t('permissions.rules')}
      flush
      aside={
        <Button size="compact-sm" disabled={disabled} onClick={add}>
          {t('permissions.addRule')}
        </Button>
      }
    >
      <div className="rows">
        {rules.length === 0 ? <p className="muted">{t('permissions.noRules')}</p> : null}
        {rules.map(([id, rule]) => (
          <div key={id} style={{ flexWrap: 'wrap' }}>
            <StateBadge state={rule.verdict} word={t(`permissions.${rule.verdict}`)} />
            <span className="grow">
              <b>{rule.label}</b>
              <span className="mid" style={{ display: 'block' }}>
                {ruleWords(rule)}
              </span>
            </span>
            {disabled ? null : (
              <>
                <Button size="compact-sm" aria-expanded={open === id} onClick={() => setOpen(open === id ? null : id)}>
                  {open === id ? t('permissions.done') : t('permissions.edit')}
                </Button>
                <ActionIcon aria-label={t('permissions.removeRule', { label: rule.label })} onClick={() => remove(id)}>
                  <IconTrash size={15} />
                </ActionIcon>
              </>
            )}
            {open === id && !disabled ? <RuleEditor rule={rule} onChange={(next) => put(id, next)} /> : null}
          </div>
        ))}
        <div>
          <b className="grow">{t('permissions.otherwise')}</b>
          <VerdictChoice
            label={t('permissions.otherwise')}
            value={profile.otherwise}
            disabled={disabled}
            onChange={(otherwise) => change({ otherwise })}
          />
        </div>
      </div>
    </Card>
  )
}

function freeId(profile: Profile): string {
  for (let n = 1; ; n += 1) if (!(`rule-${n}` in profile.rules)) return `rule-${n}`
}
