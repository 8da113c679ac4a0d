import { Button } from '@mantine/core'
import { useState } from 'react'
import { providersDetect, providersList } from '../../../../src-engine/contract/providers.ts'
import { useOperation } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { ProviderDialog, type ProviderStart } from './provider-dialog.tsx'
import { ProviderRow } from './provider-row.tsx'

/** What agents think with. */
export function Providers() {
  const [adding, setAdding] = useState<ProviderStart | null>(null)
  const isAdmin = useCan('admin')
  const providers = useOperation(providersList, {})
  const detected = useOperation(providersDetect, {}, { enabled: isAdmin })
  const known = new Set(providers.data?.items.map(({ endpoint }) => endpoint.baseUrl))
  const fresh = detected.data?.items.filter(({ baseUrl }) => !known.has(baseUrl)) ?? []
  return (
    <>
      <ProblemAlert error={providers.error} />
      <Card
        flush
        title={t('settings.providers')}
        aside={
          isAdmin ? (
            <Button
              size="compact-sm"
              onClick={() => setAdding({ kind: 'openai-compatible', name: '', baseUrl: '', models: [] })}
            >
              {t('settings.addProvider')}
            </Button>
          ) : undefined
        }
      >
        <div className="rows">
          {providers.data?.items.length === 0 ? <p className="muted">{t('settings.noProviders')}</p> : null}
          {providers.data?.items.map((provider) => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </div>
      </Card>
      {fresh.length === 0 ? null : (
        <Card title={t('settings.detected')} flush>
          <div className="rows">
            {fresh.map((found) => (
              <div key={found.baseUrl}>
                <span className="grow">
                  <b>{found.name}</b> <code className="muted">{found.baseUrl}</code>{' '}
                  <span className="muted">{t('settings.modelCount', { count: found.models.length })}</span>
                </span>
                <Button
                  size="compact-sm"
                  onClick={() =>
                    setAdding({
                      kind: 'openai-compatible',
                      name: found.name,
                      baseUrl: found.baseUrl,
                      models: found.models,
                    })
                  }
                >
                  {t('settings.use')}
                </Button>
              </div>
            ))}
          </div>
        </Card>
      )}
      {adding === null ? null : (
        <ProviderDialog start={adding} onClose={() => setAdding(null)} onAdded={() => setAdding(null)} />
      )}
    </>
  )
}
