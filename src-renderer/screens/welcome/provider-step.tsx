import { Button } from '@mantine/core'
import { useState } from 'react'
import { providersDetect, providersList } from '../../../src-engine/contract/providers.ts'
import { settingsUpdate } from '../../../src-engine/contract/settings.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import type { ProviderStart } from '../settings/providers/provider-dialog.tsx'
import { ProviderFields } from '../settings/providers/provider-fields.tsx'
import { useProviderForm } from '../settings/providers/use-provider-form.ts'
import { Choice } from './choice.tsx'

const rehearsal: ProviderStart = { kind: 'rehearsal', name: 'Rehearsal', baseUrl: '', models: ['rehearsal-1'] }
const openai: ProviderStart = { kind: 'openai-compatible', name: '', baseUrl: '', models: [] }
const anthropic: ProviderStart = { kind: 'anthropic', name: 'Anthropic', baseUrl: '', models: ['claude-sonnet-4-5'] }

/** A model to think with; the rehearsal one works at once and says what it is. */
export function ProviderStep({ next }: { next(): void }) {
  const [choice, setChoice] = useState('rehearsal')
  const [start, setStart] = useState(rehearsal)
  const detected = useOperation(providersDetect, {})
  const pick = (id: string, from: ProviderStart) => {
    setChoice(id)
    setStart(from)
  }
  return (
    <>
      <h2>{t('welcome.providerTitle')}</h2>
      <fieldset className="templates">
        <legend className="hidden-visually">{t('welcome.providerTitle')}</legend>
        <Choice
          group="provider"
          title={t('welcome.rehearsal')}
          checked={choice === 'rehearsal'}
          onChoose={() => pick('rehearsal', rehearsal)}
        >
          {t('welcome.rehearsalText')}
        </Choice>
        {detected.data?.items.map((found) => (
          <Choice
            key={found.baseUrl}
            group="provider"
            title={found.name}
            checked={choice === found.baseUrl}
            onChoose={() => pick(found.baseUrl, { kind: 'openai-compatible', ...found })}
          >
            {t('welcome.detectedText', { count: found.models.length })}
          </Choice>
        ))}
        <Choice
          group="provider"
          title={t('welcome.openai')}
          checked={choice === 'openai'}
          onChoose={() => pick('openai', openai)}
        >
          {t('welcome.openaiText')}
        </Choice>
        <Choice
          group="provider"
          title={t('welcome.anthropic')}
          checked={choice === 'anthropic'}
          onChoose={() => pick('anthropic', anthropic)}
        >
          {t('welcome.anthropicText')}
        </Choice>
      </fieldset>
      {detected.isPending ? (
        <p className="muted" role="status">
          {t('welcome.looking')}
        </p>
      ) : null}
      <ChosenProvider key={choice} start={start} next={next} />
    </>
  )
}

function ChosenProvider({ start, next }: { readonly start: ProviderStart; next(): void }) {
  const providers = useOperation(providersList, {})
  const settings = useAct(settingsUpdate, next)
  const form = useProviderForm(start, (provider) => settings.run({ body: { defaultProvider: provider.id } }))
  const existing = providers.data?.items.find(
    ({ kind, endpoint }) =>
      kind === start.kind && (kind === 'rehearsal' || (start.baseUrl !== '' && endpoint.baseUrl === start.baseUrl)),
  )
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (existing === undefined) void form.save()
        else settings.run({ body: { defaultProvider: existing.id } })
      }}
    >
      {start.kind === 'rehearsal' ? <ProblemAlert error={form.error} /> : <ProviderFields form={form} fixedKind />}
      <ProblemAlert error={settings.error} />
      <div className="line-of">
        <Button variant="subtle" color="gray" className="push" onClick={next}>
          {t('common.skip')}
        </Button>
        <Button
          type="submit"
          variant="filled"
          loading={form.pending || settings.pending}
          disabled={existing === undefined && !form.ready}
        >
          {t('common.next')}
        </Button>
      </div>
    </form>
  )
}
