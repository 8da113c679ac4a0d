import { Button } from '@mantine/core'
import { useState } from 'react'
import { targetsList, targetsRemove, targetsTest, type Target } from '../../../src-engine/contract/targets.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { TargetDialog } from './target-dialog.tsx'

/** Where agents can run, and whether those places answer. */
export function Targets() {
  const [adding, setAdding] = useState(false)
  const isAdmin = useCan('admin')
  const targets = useOperation(targetsList, {})
  return (
    <>
      <ProblemAlert error={targets.error} />
      <Card
        flush
        title={t('settings.targets')}
        aside={
          isAdmin ? (
            <Button size="compact-sm" onClick={() => setAdding(true)}>
              {t('settings.addTarget')}
            </Button>
          ) : undefined
        }
      >
        <div className="rows">
          {targets.data?.items.length === 0 ? <p className="muted">{t('settings.noTargets')}</p> : null}
          {targets.data?.items.map((target) => (
            <TargetRow key={target.id} target={target} />
          ))}
        </div>
      </Card>
      {adding ? <TargetDialog onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function TargetRow({ target }: { readonly target: Target }) {
  const [removing, setRemoving] = useState(false)
  const isAdmin = useCan('admin')
  const test = useAct(targetsTest)
  const remove = useAct(targetsRemove, () => setRemoving(false))
  const params = { id: target.id }
  const health = test.result
  return (
    <div style={{ flexWrap: 'wrap' }}>
      <span className="grow">
        <b>{target.name}</b> <span className="muted">{t(`settings.place_${target.place.kind}`)}</span>{' '}
        {target.place.kind === 'docker' && target.place.host !== null ? (
          <code className="muted">{target.place.host}</code>
        ) : null}
        {health === undefined ? null : (
          <span className="line-of wraps">
            <StateBadge state={health.reachable ? 'healthy' : 'down'} />
            <span className="mid">
              {[health.engine, health.detail].filter((each) => each !== null && each !== '').join(' · ')}
            </span>
            <span className="muted">
              <RelativeTime at={health.checkedAt} />
            </span>
          </span>
        )}
      </span>
      {isAdmin ? (
        <>
          <Button size="compact-sm" loading={test.pending} onClick={() => test.run({ params })}>
            {t('settings.test')}
          </Button>
          <Button size="compact-sm" className="danger" onClick={() => setRemoving(true)}>
            {t('common.remove')}
          </Button>
        </>
      ) : null}
      <ProblemAlert error={test.error} />
      {removing ? (
        <ConfirmDialog
          title={t('settings.removeTitle', { name: target.name })}
          action={t('common.remove')}
          pending={remove.pending}
          error={remove.error}
          onClose={() => setRemoving(false)}
          onConfirm={() => remove.run({ params })}
        >
          {t('settings.removeText')}
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
