import { NumberInput, Select, TagsInput } from '@mantine/core'
import type { Profile } from '../../../../src-engine/contract/permissions.ts'
import { risks, sideEffects } from '../../../../src-engine/contract/tools.ts'
import { Card } from '../../../components/card.tsx'
import { DurationInput } from '../../../components/duration-input.tsx'
import { t } from '../../../i18n/index.ts'
import { Choices } from './rule-editor.tsx'

interface BoundsProps {
  readonly profile: Profile
  readonly disabled: boolean
  change(part: Partial<Profile>): void
}

/** What holds whatever the rules say. */
export function Bounds({ profile, disabled, change }: BoundsProps) {
  const { rate } = profile
  const figure = (label: string, value: number, max: number, put: (value: number) => void) => (
    <NumberInput
      label={label}
      disabled={disabled}
      min={1}
      max={max}
      value={value}
      onChange={(next) => typeof next === 'number' && put(next)}
    />
  )
  return (
    <Card title={t('permissions.bounds')}>
      <div className="fields" inert={disabled}>
        <TagsInput
          className="full"
          label={t('permissions.hosts')}
          description={t('permissions.hostsHint')}
          disabled={disabled}
          value={profile.allowedHosts}
          onChange={(allowedHosts) => change({ allowedHosts })}
        />
        <Select
          label={t('permissions.maxRisk')}
          disabled={disabled}
          value={profile.maxRisk}
          data={risks.map((risk) => ({ value: risk, label: t(`permissions.risk.${risk}`) }))}
          onChange={(next) => change({ maxRisk: risks.find((risk) => risk === next) ?? profile.maxRisk })}
        />
        <Choices
          label={t('permissions.blocked')}
          all={sideEffects}
          word={(each) => t(`permissions.effect.${each}`)}
          value={profile.blockedSideEffects}
          onChange={(blockedSideEffects) => change({ blockedSideEffects })}
        />
        <DurationInput
          label={t('permissions.approvalWait')}
          disabled={disabled}
          seconds={profile.approvalSeconds}
          min={5}
          max={604_800}
          onChange={(approvalSeconds) => change({ approvalSeconds })}
        />
        {figure(t('permissions.approvalsRequired'), profile.approvalsRequired, 10, (approvalsRequired) =>
          change({ approvalsRequired }),
        )}
      </div>
      <div className="fields" data-three style={{ marginTop: 12 }} inert={disabled}>
        {figure(t('permissions.perMinute'), rate.perMinute, 100_000, (perMinute) =>
          change({ rate: { ...rate, perMinute } }),
        )}
        {figure(t('permissions.perHour'), rate.perHour, 1_000_000, (perHour) => change({ rate: { ...rate, perHour } }))}
        {figure(t('permissions.perDay'), rate.perDay, 10_000_000, (perDay) => change({ rate: { ...rate, perDay } }))}
      </div>
    </Card>
  )
}
