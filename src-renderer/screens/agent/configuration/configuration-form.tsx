import { MultiSelect, NumberInput, TagsInput, Textarea, TextInput } from '@mantine/core'
import { referenceTools } from '../../../../src-engine/contract/reference-tools.ts'
import { Card } from '../../../components/card.tsx'
import { fieldProblem, ProblemAlert } from '../../../components/problem-alert.tsx'
import { DurationInput } from '../../../components/duration-input.tsx'
import { t } from '../../../i18n/index.ts'
import { ModelFields } from '../../agents/model-fields.tsx'
import { TargetSelect } from '../../agents/target-select.tsx'
import type { Draft } from './draft.ts'
import './configuration.css'

interface FormProps {
  readonly draft: Draft
  readonly error: unknown
  readonly may: { readonly member: boolean; readonly admin: boolean }
  change(part: Partial<Draft>): void
}

export function ConfigurationForm({ draft, change, error, may }: FormProps) {
  const tools = [...new Set([...referenceTools.map(({ id }) => id), ...draft.tools])]
  return (
    <>
      <ProblemAlert error={error} />
      <Card title={t('configuration.identity')}>
        <div className="fields">
          <TextInput
            label={t('configuration.name')}
            disabled={!may.member}
            maxLength={120}
            value={draft.name}
            error={fieldProblem(error, '/name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('configuration.role')}
            description={t('configuration.roleHint')}
            disabled={!may.member}
            maxLength={120}
            value={draft.role}
            error={fieldProblem(error, '/role')}
            onChange={(event) => change({ role: event.currentTarget.value })}
          />
          <Textarea
            className="full"
            label={t('configuration.description')}
            description={t('configuration.descriptionHint')}
            disabled={!may.member}
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            value={draft.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
          />
          <Textarea
            className="full"
            label={t('configuration.instructions')}
            description={t('configuration.instructionsHint')}
            disabled={!may.member}
            minRows={6}
            maxRows={24}
            maxLength={16_000}
            value={draft.instructions}
            error={fieldProblem(error, '/instructions')}
            onChange={(event) => change({ instructions: event.currentTarget.value })}
          />
          <TagsInput
            className="full"
            label={t('configuration.tags')}
            disabled={!may.member}
            maxTags={30}
            value={draft.tags}
            onChange={(tags) => change({ tags })}
          />
        </div>
      </Card>
      <Card title={t('configuration.mind')}>
        <div className="stack">
          <ModelFields
            disabled={!may.member}
            value={draft.model}
            onChange={(model) =>
              change({
                model: model === null ? null : { ...model, maxOutputTokens: draft.model?.maxOutputTokens ?? 4_096 },
              })
            }
          />
          <div className="fields">
            <NumberInput
              label={t('configuration.maxOutput')}
              description={t('configuration.maxOutputHint')}
              disabled={!may.member || draft.model === null}
              min={16}
              max={200_000}
              value={draft.model?.maxOutputTokens ?? ''}
              onChange={(value) =>
                draft.model !== null &&
                typeof value === 'number' &&
                change({ model: { ...draft.model, maxOutputTokens: value } })
              }
            />
          </div>
        </div>
      </Card>
      <Card title={t('configuration.hands')}>
        <MultiSelect
          label={t('configuration.tools')}
          description={t('configuration.toolsHint')}
          disabled={!may.admin}
          searchable
          data={tools}
          value={draft.tools}
          onChange={(next) => change({ tools: next })}
        />
      </Card>
      <Card title={t('configuration.place')}>
        <div className="fields">
          <div className="full">
            <TargetSelect disabled={!may.admin} value={draft.target} onChange={(target) => change({ target })} />
          </div>
          <Figure
            label={t('configuration.memory')}
            hint={t('configuration.memoryHint')}
            disabled={!may.admin}
            min={128}
            max={65_536}
            step={128}
            value={draft.resources.memoryMb}
            onChange={(memoryMb) => change({ resources: { ...draft.resources, memoryMb } })}
          />
          <Figure
            label={t('configuration.cpus')}
            disabled={!may.admin}
            min={0.1}
            max={64}
            step={0.5}
            value={draft.resources.cpus}
            onChange={(cpus) => change({ resources: { ...draft.resources, cpus } })}
          />
        </div>
      </Card>
      <Card title={t('configuration.limits')}>
        <div className="fields" data-three>
          <Figure
            label={t('configuration.maxSteps')}
            disabled={!may.admin}
            min={1}
            max={1_000}
            value={draft.limits.maxSteps}
            onChange={(maxSteps) => change({ limits: { ...draft.limits, maxSteps } })}
          />
          <DurationInput
            label={t('configuration.runSeconds')}
            disabled={!may.admin}
            min={10}
            max={86_400}
            seconds={draft.limits.runSeconds}
            onChange={(runSeconds) => change({ limits: { ...draft.limits, runSeconds } })}
          />
          <Figure
            label={t('configuration.idleSteps')}
            disabled={!may.admin}
            min={1}
            max={200}
            value={draft.limits.stepsWithoutProgress}
            onChange={(stepsWithoutProgress) => change({ limits: { ...draft.limits, stepsWithoutProgress } })}
          />
          <Figure
            label={t('configuration.runTokens')}
            hint={t('configuration.runTokensHint')}
            disabled={!may.admin}
            min={1_000}
            max={1_000_000_000}
            step={100_000}
            value={draft.limits.runTokens}
            onChange={(runTokens) => change({ limits: { ...draft.limits, runTokens } })}
          />
          <Figure
            label={t('configuration.runsPerDay')}
            hint={t('configuration.runsPerDayHint')}
            disabled={!may.admin}
            min={1}
            max={10_000}
            value={draft.limits.runsPerDay}
            onChange={(runsPerDay) => change({ limits: { ...draft.limits, runsPerDay } })}
          />
        </div>
      </Card>
    </>
  )
}

interface FigureProps {
  readonly label: string
  readonly hint?: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly disabled: boolean
  onChange(value: number): void
}

/** A number that is never empty: while it is retyped the last one stands. */
function Figure({ label, hint, value, onChange, ...rest }: FigureProps) {
  return (
    <NumberInput
      {...rest}
      label={label}
      {...(hint === undefined ? {} : { description: hint })}
      value={value}
      clampBehavior="blur"
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  )
}
