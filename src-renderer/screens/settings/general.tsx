import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { organizationsUpdate } from '../../../src-engine/contract/organizations.ts'
import { providersList } from '../../../src-engine/contract/providers.ts'
import { settingsGet, settingsUpdate } from '../../../src-engine/contract/settings.ts'
import { targetsList } from '../../../src-engine/contract/targets.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { DurationInput } from '../../components/duration-input.tsx'
import { Loading } from '../../components/loading.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { useCan, useSession } from '../../session/index.ts'
import { OrganizationBudget } from './organization-budget.tsx'
import { notify } from '../../components/notify.ts'

type Settings = z.output<(typeof settingsGet)['result']>

export function General() {
  const settings = useOperation(settingsGet, {})
  return (
    <>
      <ProblemAlert error={settings.error} />
      <OrganizationName />
      {settings.data === undefined ? <Loading /> : <Defaults key={settings.data.version} settings={settings.data} />}
      <OrganizationBudget />
    </>
  )
}

function OrganizationName() {
  const organization = useSession(({ session }) => (session.state === 'signed-in' ? session.organization : null))
  const isOwner = useCan('owner')
  const [name, setName] = useState(organization?.name ?? '')
  const rename = useAct(organizationsUpdate, (renamed) => {
    const { session, set } = useSession.getState()
    if (session.state === 'signed-in') set({ ...session, organization: renamed })
    notify(t('settings.saved'))
  })
  if (organization === null) return null
  return (
    <Card title={t('settings.company')}>
      <form
        className="line-of"
        style={{ alignItems: 'flex-end' }}
        onSubmit={(event) => {
          event.preventDefault()
          rename.run({ params: { id: organization.id }, body: { name } })
        }}
      >
        <TextInput
          className="grow"
          label={t('team.name')}
          disabled={!isOwner}
          value={name}
          maxLength={120}
          error={fieldProblem(rename.error, '/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          disabled={!isOwner || name.trim() === '' || name === organization.name}
          loading={rename.pending}
        >
          {t('common.save')}
        </Button>
      </form>
      <ProblemAlert error={rename.error} />
    </Card>
  )
}

function Defaults({ settings }: { readonly settings: Settings }) {
  const isAdmin = useCan('admin')
  const [edited, setEdited] = useState<Partial<Settings>>({})
  const providers = useOperation(providersList, {}).data?.items ?? []
  const targets = useOperation(targetsList, {}).data?.items ?? []
  const save = useAct(settingsUpdate, () => notify(t('settings.saved')))
  const now = { ...settings, ...edited }
  const none = { value: '', label: t('settings.noDefault') }
  return (
    <Card title={t('settings.general')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          const { timeZone, defaultProvider, defaultTarget, approvalSeconds } = now
          save.run({ body: { timeZone, defaultProvider, defaultTarget, approvalSeconds }, ifMatch: settings.version })
        }}
      >
        <Select
          searchable
          disabled={!isAdmin}
          label={t('settings.timeZone')}
          description={t('settings.timeZoneHint')}
          value={now.timeZone}
          data={[...new Set([now.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]}
          error={fieldProblem(save.error, '/timeZone')}
          onChange={(timeZone) => timeZone !== null && setEdited({ ...edited, timeZone })}
        />
        <Select
          disabled={!isAdmin}
          label={t('settings.defaultProvider')}
          value={now.defaultProvider ?? ''}
          data={[none, ...providers.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(id) => setEdited({ ...edited, defaultProvider: id === '' ? null : id })}
        />
        <Select
          disabled={!isAdmin}
          label={t('settings.defaultTarget')}
          value={now.defaultTarget ?? ''}
          data={[none, ...targets.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(id) => setEdited({ ...edited, defaultTarget: id === '' ? null : id })}
        />
        <DurationInput
          disabled={!isAdmin}
          label={t('settings.approvalSeconds')}
          description={t('settings.approvalHint')}
          min={5}
          max={604_800}
          seconds={now.approvalSeconds}
          onChange={(approvalSeconds) => setEdited({ ...edited, approvalSeconds })}
        />
        <ProblemAlert error={save.error} />
        <div>
          <Button type="submit" disabled={!isAdmin || Object.keys(edited).length === 0} loading={save.pending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
