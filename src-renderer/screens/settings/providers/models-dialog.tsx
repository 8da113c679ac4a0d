import { Button, NumberInput, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { providersTest, providersUpdate } from '../../../../src-engine/contract/providers.ts'
import { useAct } from '../../../api/index.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { microUsdOf } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import type { ProviderView } from './provider-row.tsx'

/** Which models a provider offers and what they cost; without a price the ceiling is reserved. */
export function ModelsDialog({ provider, onClose }: { readonly provider: ProviderView; onClose(): void }) {
  const [models, setModels] = useState(provider.models)
  const [ceiling, setCeiling] = useState<number | string>(provider.ceilingMicroUsd / 1_000_000)
  const update = useAct(providersUpdate, onClose)
  const setIds = (ids: readonly string[]) =>
    setModels(
      ids.map((id) => models.find((model) => model.id === id) ?? { id, inputMicroUsd: null, outputMicroUsd: null }),
    )
  const ask = useAct(providersTest, (found) => setIds([...new Set([...models.map(({ id }) => id), ...found.models])]))
  const price = (id: string, key: 'inputMicroUsd' | 'outputMicroUsd', value: number | string) =>
    setModels(models.map((model) => (model.id === id ? { ...model, [key]: microUsdOf(value) } : model)))
  return (
    <Dialog onClose={onClose} title={provider.name} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          update.run({
            params: { id: provider.id },
            body: { models, ceilingMicroUsd: microUsdOf(ceiling) ?? provider.ceilingMicroUsd },
            ifMatch: provider.version,
          })
        }}
      >
        <TagsInput
          label={t('settings.models')}
          description={t('settings.modelsHint')}
          value={models.map(({ id }) => id)}
          onChange={setIds}
        />
        <div>
          <Button size="compact-sm" loading={ask.pending} onClick={() => ask.run({ params: { id: provider.id } })}>
            {t('settings.askProvider')}
          </Button>
        </div>
        {models.length === 0 ? null : <h3>{t('settings.prices')}</h3>}
        <div style={{ maxHeight: 260, overflow: 'auto' }} className="stack stack-4">
          {models.map((model) => (
            <div key={model.id} className="line-of">
              <code className="grow">{model.id}</code>
              <NumberInput
                w={110}
                prefix="$"
                min={0}
                aria-label={`${model.id} ${t('settings.priceIn')}`}
                placeholder={t('settings.priceIn')}
                value={model.inputMicroUsd === null ? '' : model.inputMicroUsd / 1_000_000}
                onChange={(value) => price(model.id, 'inputMicroUsd', value)}
              />
              <NumberInput
                w={110}
                prefix="$"
                min={0}
                aria-label={`${model.id} ${t('settings.priceOut')}`}
                placeholder={t('settings.priceOut')}
                value={model.outputMicroUsd === null ? '' : model.outputMicroUsd / 1_000_000}
                onChange={(value) => price(model.id, 'outputMicroUsd', value)}
              />
            </div>
          ))}
        </div>
        <NumberInput label={t('settings.ceiling')} prefix="$" min={0} value={ceiling} onChange={setCeiling} />
        <ProblemAlert error={update.error ?? ask.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={update.pending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
