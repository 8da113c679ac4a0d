import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { deploymentsList } from '../../../../src-engine/contract/deployments.ts'
import { useOperation } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useAgent } from '../use-agent.ts'
import { DeploymentCard } from './deployment-card.tsx'
import { EarlierDeployments } from './earlier.tsx'
import { Logs } from './logs.tsx'
import { PlanCard } from './plan-card.tsx'

const route = getRouteApi('/shell/agents/$agentId/deployment')

/** Plan, confirm, watch, result; and what the workload says while it runs. */
export function DeploymentTab() {
  const agent = useAgent()
  const { act } = route.useSearch()
  const isAdmin = useCan('admin')
  const [planning, setPlanning] = useState(act === 'deploy')
  const deployments = useOperation(deploymentsList, { query: { agent: agent.id, limit: 20 } })
  const [latest, ...earlier] = deployments.data?.items ?? []
  const underway = latest?.state === 'running'
  return (
    <div className="agent-cols">
      <div className="stack">
        <ProblemAlert error={deployments.error} />
        {isAdmin && !underway ? (
          <PlanCard agent={agent} open={planning} setOpen={setPlanning} first={latest === undefined} />
        ) : null}
        {latest === undefined ? null : <DeploymentCard deployment={latest} />}
        <Logs key={agent.observed.deployment} agent={agent} />
      </div>
      {earlier.length === 0 ? null : (
        <aside className="stack" aria-label={t('deployment.earlier')}>
          <Card title={t('deployment.earlier')} flush>
            <EarlierDeployments deployments={earlier} />
          </Card>
        </aside>
      )}
    </div>
  )
}
