import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { targetsCreate } from '../../../src-engine/contract/targets.ts'
import { useAct } from '../../api/index.ts'
import { Dialog } from '../../components/dialog.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'

export function TargetDialog({ onClose }: { onClose(): void }) {
  const [kind, setKind] = useState<'docker' | 'local'>('docker')
  const [name, setName] = useState('')
  const [host, setHost] = useState('')
  const create = useAct(targetsCreate, onClose)
  return (
    <Dialog onClose={onClose} title={t('settings.addTarget')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          create.run({
            body: {
              name,
              place: kind === 'local' ? { kind } : { kind, host: host.trim() === '' ? null : host.trim() },
            },
          })
        }}
      >
        <TextInput
          data-autofocus
          required
          label={t('settings.targetName')}
          value={name}
          maxLength={120}
          error={fieldProblem(create.error, '/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('settings.place')}
          description={kind === 'local' ? t('settings.localText') : t('settings.dockerText')}
          value={kind}
          data={[
            { value: 'docker', label: t('settings.place_docker') },
            { value: 'local', label: t('settings.place_local') },
          ]}
          onChange={(next) => setKind(next === 'local' ? 'local' : 'docker')}
        />
        {kind === 'docker' ? (
          <TextInput
            label={t('settings.dockerHost')}
            description={t('settings.dockerHostHint')}
            placeholder="unix:///var/run/docker.sock"
            value={host}
            error={fieldProblem(create.error, '/place')}
            onChange={(event) => setHost(event.currentTarget.value)}
          />
        ) : null}
        <ProblemAlert error={create.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={create.pending} disabled={name.trim() === ''}>
            {t('common.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
