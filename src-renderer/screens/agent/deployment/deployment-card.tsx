import { Button } from '@mantine/core'
import { useState } from 'react'
import { deploymentsCancel, type Deployment } from '../../../../src-engine/contract/deployments.ts'
import { useAct } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useActorName } from '../../team/use-actor-name.ts'
import { deploymentWord } from './deployment-word.ts'
import { Steps } from './steps.tsx'

/** One piece of work on a target, step by step, while it happens and after. */
export function DeploymentCard({ deployment }: { readonly deployment: Deployment }) {
  const [asking, setAsking] = useState(false)
  const isAdmin = useCan('admin')
  const close = () => setAsking(false)
  const cancel = useAct(deploymentsCancel, close)
  const actorName = useActorName()
  const underway = deployment.state === 'running'
  return (
    <Card
      title={
        <span className="line-of">
          {t(`deployment.kind.${deployment.kind}`)} <StateBadge state={deploymentWord(deployment.state)} />
          <span className="muted clip" style={{ fontWeight: 450 }}>
            {t('agent.revision')} <code>{short(deployment.revision)}</code> ·{' '}
            {t('deployment.by', { who: actorName(deployment.by) })} · <RelativeTime at={deployment.startedAt} />
          </span>
        </span>
      }
      aside={
        underway && isAdmin && deployment.kind === 'deploy' ? (
          <Button size="compact-sm" className="danger" onClick={() => setAsking(true)}>
            {t('deployment.cancel')}
          </Button>
        ) : undefined
      }
    >
      <div className="stack stack-8" aria-live="polite">
        {deployment.detail === '' ? null : <p className="mid">{deployment.detail}</p>}
        <Steps steps={deployment.steps} />
      </div>
      {asking ? (
        <ConfirmDialog
          title={t('deployment.cancelTitle')}
          action={t('deployment.cancel')}
          pending={cancel.pending}
          error={cancel.error}
          onClose={close}
          onConfirm={() => cancel.run({ params: { id: deployment.id } })}
        >
          {t('deployment.cancelText')}
        </ConfirmDialog>
      ) : null}
    </Card>
  )
}
