import { Button } from '@mantine/core'
import { useState } from 'react'
import { providersRemove, providersTest, type Provider } from '../../../../src-engine/contract/providers.ts'
import { useAct } from '../../../api/index.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { ModelsDialog } from './models-dialog.tsx'

export type ProviderView = Provider & { readonly version: number }

export function ProviderRow({ provider }: { readonly provider: ProviderView }) {
  const [asking, setAsking] = useState<'models' | 'remove' | null>(null)
  const isAdmin = useCan('admin')
  const close = () => setAsking(null)
  const test = useAct(providersTest)
  const remove = useAct(providersRemove, close)
  const params = { id: provider.id }
  const { name, kind, endpoint, models } = provider
  return (
    <div style={{ flexWrap: 'wrap' }}>
      <span className="grow">
        <b>{name}</b> <span className="muted">{t(`settings.kind_${kind}`)}</span>{' '}
        {endpoint.baseUrl === null ? null : <code className="muted">{endpoint.baseUrl}</code>}
        <span className="mid" style={{ display: 'block' }}>
          {[
            t('settings.modelCount', { count: models.length }),
            ...(kind === 'rehearsal' ? [] : [endpoint.secret === null ? t('settings.noKey') : t('settings.hasKey')]),
          ].join(' · ')}
        </span>
      </span>
      {isAdmin ? (
        <>
          <Button size="compact-sm" loading={test.pending} onClick={() => test.run({ params })}>
            {t('settings.test')}
          </Button>
          <Button size="compact-sm" onClick={() => setAsking('models')}>
            {t('settings.edit')}
          </Button>
          <Button size="compact-sm" className="danger" onClick={() => setAsking('remove')}>
            {t('common.remove')}
          </Button>
        </>
      ) : null}
      {kind === 'rehearsal' ? <p className="muted wide">{t('settings.rehearsalText')}</p> : null}
      {test.result === undefined ? null : (
        <div className="wide">
          <Notice tone={test.result.ok ? 'info' : 'bad'}>
            {t(test.result.ok ? 'settings.testOk' : 'settings.testBad', { name, detail: test.result.detail })}
          </Notice>
        </div>
      )}
      <ProblemAlert error={test.error} />
      {asking === 'models' ? <ModelsDialog provider={provider} onClose={close} /> : null}
      {asking === 'remove' ? (
        <ConfirmDialog
          title={t('settings.removeTitle', { name })}
          action={t('common.remove')}
          pending={remove.pending}
          error={remove.error}
          onClose={close}
          onConfirm={() => remove.run({ params })}
        >
          {t('settings.removeText')}
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
