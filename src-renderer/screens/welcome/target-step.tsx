import { Button } from '@mantine/core'
import { useState } from 'react'
import { settingsUpdate } from '../../../src-engine/contract/settings.ts'
import { targetsCreate, targetsDetect, targetsList, type TargetPlace } from '../../../src-engine/contract/targets.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'
import { Choice } from './choice.tsx'

/** A place to run: the Docker engine that was found, or this machine. */
export function TargetStep({ next, back }: { next(): void; back(): void }) {
  const [choice, setChoice] = useState<number | null>(null)
  const detected = useOperation(targetsDetect, {})
  const existing = useOperation(targetsList, {})
  const settings = useAct(settingsUpdate, next)
  const create = useAct(targetsCreate, (target) => settings.run({ body: { defaultTarget: target.id } }))
  const items = detected.data?.items ?? []
  const best = items.findIndex(({ health, place }) => health.reachable && place.kind === 'docker')
  const chosen = items[choice ?? (best === -1 ? items.findIndex(({ health }) => health.reachable) : best)]
  const submit = () => {
    if (chosen === undefined) return
    const same = existing.data?.items.find(({ place }) => samePlace(place, chosen.place))
    if (same === undefined) create.run({ body: { name: chosen.name, place: chosen.place } })
    else settings.run({ body: { defaultTarget: same.id } })
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2>{t('welcome.targetTitle')}</h2>
      {detected.isPending ? <Loading text={t('welcome.targetLooking')} /> : null}
      <ProblemAlert error={detected.error} retry={() => void detected.refetch()} />
      <fieldset className="templates">
        <legend className="hidden-visually">{t('welcome.targetTitle')}</legend>
        {items.map((found, index) => (
          <Choice
            key={found.name}
            group="target"
            title={found.name}
            checked={found === chosen}
            onChoose={() => setChoice(index)}
          >
            <span className="line-of">
              <StateBadge
                state={found.health.reachable ? 'healthy' : 'down'}
                word={found.health.reachable ? t('welcome.reachable') : t('welcome.unreachable')}
              />
              {found.health.engine}
            </span>
            <span>{found.health.detail}</span>
            <span className="muted">
              {found.place.kind === 'docker' ? t('settings.dockerText') : t('settings.localText')}
            </span>
          </Choice>
        ))}
      </fieldset>
      {chosen === undefined || chosen.health.reachable ? null : <Notice tone="warn">{t('welcome.notYet')}</Notice>}
      <ProblemAlert error={create.error ?? settings.error} />
      <div className="line-of">
        <Button onClick={back}>{t('common.back')}</Button>
        <Button variant="subtle" color="gray" className="push" onClick={next}>
          {t('common.skip')}
        </Button>
        <Button
          type="submit"
          variant="filled"
          disabled={chosen === undefined}
          loading={create.pending || settings.pending}
        >
          {t('common.next')}
        </Button>
      </div>
    </form>
  )
}

function samePlace(a: TargetPlace, b: TargetPlace): boolean {
  if (a.kind === 'local' || b.kind === 'local') return a.kind === b.kind
  return a.host === b.host
}
