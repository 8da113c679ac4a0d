import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { AgentView } from '../../../../src-engine/contract/agents.ts'
import { deploymentsDeploy, deploymentsPlan, type Plan } from '../../../../src-engine/contract/deployments.ts'
import { useAct } from '../../../api/index.ts'
import { Card, Facts } from '../../../components/card.tsx'
import { DiffView } from '../../../components/diff-view.tsx'
import { Loading } from '../../../components/loading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { isKilled } from '../../agents/agent-state.ts'

interface PlanCardProps {
  readonly agent: AgentView
  readonly open: boolean
  readonly first: boolean
  setOpen(open: boolean): void
}

/** What a deployment would change, before it does. Confirming names the revision that was seen. */
export function PlanCard({ agent, open, first, setOpen }: PlanCardProps) {
  const plan = useAct(deploymentsPlan)
  const latest = plan.result
  const deploy = useAct(deploymentsDeploy, () => setOpen(false))
  const params = { id: agent.id }
  useEffect(() => {
    if (open) plan.run({ params: { id: agent.id } })
    // A plan is of the configuration as it is now: a change of it asks for a new one.
    // oxlint-disable-next-line react/exhaustive-deps -- running it again is the purpose of these dependencies alone
  }, [open, agent.id, agent.revision])
  if (!open) {
    return (
      <Card>
        <div className="line-of">
          <span className="mid grow">{first ? t('deployment.none') : standingOf(agent)}</span>
          <Button variant={first ? 'filled' : 'default'} disabled={isKilled(agent)} onClick={() => setOpen(true)}>
            {t('deployment.makePlan')}
          </Button>
        </div>
      </Card>
    )
  }
  const possible = latest !== undefined && latest.refusals.length === 0
  return (
    <Card
      title={t('deployment.plan')}
      foot={
        <>
          <Button
            variant="filled"
            disabled={!possible || plan.pending}
            loading={deploy.pending}
            onClick={() => latest && deploy.run({ params, body: { revision: latest.revision } })}
          >
            {t('deployment.confirm')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            className="push"
            loading={plan.pending}
            onClick={() => plan.run({ params })}
          >
            {t('deployment.replan')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <ProblemAlert error={plan.error ?? deploy.error} />
        {latest === undefined ? (
          plan.pending ? (
            <Loading text={t('deployment.planning')} />
          ) : null
        ) : (
          <PlanView plan={latest} />
        )}
      </div>
    </Card>
  )
}

/** What runs against what is described, as far as it is known without a plan. */
function standingOf({ revision, observed }: AgentView): string {
  if (observed.revision === null) return t('deployment.nothingRuns', { described: short(revision) })
  return observed.revision === revision
    ? t('deployment.upToDate', { revision: short(revision) })
    : t('deployment.behind', { running: short(observed.revision), described: short(revision) })
}

function PlanView({ plan }: { readonly plan: Plan }) {
  return (
    <>
      {plan.refusals.length === 0 ? null : (
        <Notice
          tone="bad"
          action={
            <Link to="/agents/$agentId/configuration" params={{ agentId: plan.agent }}>
              {t('deployment.toConfiguration')}
            </Link>
          }
        >
          <b>{t('deployment.refused')}</b>
          <Sentences of={plan.refusals} />
        </Notice>
      )}
      <Facts
        items={[
          [
            plan.previousRevision === null ? t('deployment.first') : t('deployment.change'),
            <code key="rev">
              {plan.previousRevision === null
                ? short(plan.revision, 8)
                : plan.previousRevision === plan.revision
                  ? t('deployment.sameRevision', { revision: short(plan.revision) })
                  : `${short(plan.previousRevision)} → ${short(plan.revision)}`}
            </code>,
          ],
          [t('deployment.downtime'), downtimeOf(plan)],
          [
            t('deployment.gained'),
            plan.permissionsGained.length === 0 ? (
              t('deployment.noneGained')
            ) : (
              <Sentences key="gained" of={plan.permissionsGained} />
            ),
          ],
          [t('deployment.steps'), plan.steps.map(({ title }) => title).join(' → ')],
          ...(plan.notes.length === 0
            ? []
            : [[t('deployment.notes'), <Sentences key="notes" of={plan.notes} />] as const]),
        ]}
      />
      {plan.previousRevision === null ? null : plan.changes.length === 0 ? (
        <p className="muted">{t('deployment.noChanges')}</p>
      ) : (
        <DiffView changes={plan.changes} maxHeight={320} />
      )}
    </>
  )
}

/** Whether it is away meanwhile, and why. Of what cannot be deployed there is only the why. */
function downtimeOf({ downtime: { expected, reason }, refusals }: Plan): string {
  if (refusals.length > 0 && reason !== '') return reason
  const verdict = t(expected ? 'deployment.downtimeSome' : 'deployment.downtimeNone')
  return reason === '' ? verdict : `${verdict}: ${reason}`
}

/** Whole sentences, one a line: each ends with its own full stop. */
function Sentences({ of }: { readonly of: readonly string[] }) {
  return of.map((sentence) => <div key={sentence}>{sentence}</div>)
}
