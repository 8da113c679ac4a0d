import { Link } from '@tanstack/react-router'
import { deploymentsList, type Deployment } from '../../../src-engine/contract/deployments.ts'
import { useOperation } from '../../api/index.ts'
import { Card } from '../../components/card.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { useNow } from '../../components/use-now.ts'
import { countdown, short } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useAgentName } from '../agents/use-agent-name.ts'
import { useTargetName } from '../agents/use-targets.ts'

export function Deploying() {
  const deployments = useOperation(deploymentsList, { query: { state: 'running', limit: 5 } }).data?.items ?? []
  return (
    <Card
      flush
      title={t('overview.deploying')}
      note={deployments.length === 0 ? undefined : String(deployments.length)}
      aside={<Link to="/deployments">{t('overview.allDeployments')}</Link>}
    >
      {deployments.length === 0 ? <p className="muted card-body">{t('overview.deployingNone')}</p> : null}
      {deployments.map((deployment) => (
        <Underway key={deployment.id} deployment={deployment} />
      ))}
    </Card>
  )
}

function Underway({ deployment }: { readonly deployment: Deployment }) {
  const agentName = useAgentName()
  const targetName = useTargetName()
  const now = useNow(1000)
  const done = deployment.steps.filter(({ state }) => state === 'done').length
  const step = deployment.steps.find(({ state }) => state === 'running')
  return (
    <div className="card-body stack stack-8">
      <div className="line-of">
        <StateBadge state="working" word={t(`deployment.kind.${deployment.kind}`)} />
        <Link to="/agents/$agentId/deployment" params={{ agentId: deployment.agent }} style={{ color: 'inherit' }}>
          <b>{agentName(deployment.agent)}</b>
        </Link>
        <span className="muted clip">
          {t('overview.onTarget', {
            revision: short(deployment.revision),
            target: targetName(deployment.target) ?? '',
          })}
        </span>
        <span className="muted num push">{countdown(now - Date.parse(deployment.startedAt))}</span>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-label={t('overview.deploying')}
        aria-valuemin={0}
        aria-valuemax={deployment.steps.length}
        aria-valuenow={done}
      >
        <i style={{ width: `${(done / Math.max(1, deployment.steps.length)) * 100}%`, background: 'var(--accent)' }} />
      </div>
      <div className="mid">
        {step === undefined ? deployment.detail : [step.title, step.detail].filter((each) => each !== '').join(': ')}
      </div>
    </div>
  )
}
