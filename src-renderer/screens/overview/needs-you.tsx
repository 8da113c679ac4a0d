import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { AgentView } from '../../../src-engine/contract/agents.ts'
import type { Approval } from '../../../src-engine/contract/approvals.ts'
import { Card } from '../../components/card.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { useNow } from '../../components/use-now.ts'
import { oneLine, span } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { AgentBadge } from '../agents/agent-badge.tsx'
import { isKilled } from '../agents/agent-state.ts'
import type { Need } from './use-needs.ts'

const SHOWN = 6

export function NeedsYou({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <Card
      flush
      title={t('overview.needsYou')}
      note={needs.length === 0 ? undefined : String(needs.length)}
      aside={needs.length > SHOWN ? <Link to="/approvals">{t('common.all')}</Link> : undefined}
    >
      {needs.length === 0 ? (
        <p className="muted card-body">{t('overview.needsEmpty')}</p>
      ) : (
        <div className="rows">
          {needs
            .slice(0, SHOWN)
            .map((need) =>
              need.kind === 'approval' ? (
                <ApprovalNeed key={need.approval.id} approval={need.approval} />
              ) : (
                <AgentNeed key={need.agent.id} agent={need.agent} />
              ),
            )}
        </div>
      )}
    </Card>
  )
}

function ApprovalNeed({ approval }: { readonly approval: Approval }) {
  const navigate = useNavigate()
  const left = Date.parse(approval.expiresAt) - useNow(1000)
  return (
    <div className="need-row">
      <span>
        <StateBadge state="approval" />
      </span>
      <div style={{ minWidth: 0 }}>
        <div className="clip">
          <b>{approval.agentName}</b> {t('overview.wantsTool')} <b>{approval.tool}</b>{' '}
          <code>{oneLine(approval.args, 70)}</code>
        </div>
        <div className="muted clip" title={approval.reason}>
          {approval.reason}
        </div>
      </div>
      <span className="muted num">{t('overview.left', { span: span(left) })}</span>
      <Button onClick={() => void navigate({ to: '/approvals', search: { id: approval.id } })}>
        {t('overview.review')}
      </Button>
    </div>
  )
}

function AgentNeed({ agent }: { readonly agent: AgentView }) {
  const navigate = useNavigate()
  const [text, detail] = troubleOf(agent)
  return (
    <div className="need-row">
      <span>
        <AgentBadge agent={agent} />
      </span>
      <div style={{ minWidth: 0 }}>
        <div className="clip">
          <b>{agent.name}</b> {text}
        </div>
        <div className="muted clip" title={detail}>
          {detail}
        </div>
      </div>
      <span className="muted">
        <RelativeTime at={agent.observed.since} bare />
      </span>
      <Button onClick={() => void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } })}>
        {t('overview.open')}
      </Button>
    </div>
  )
}

function troubleOf(agent: AgentView): readonly [string, string] {
  const { unconfirmedKill } = agent.observed
  if (unconfirmedKill !== null) return [t('overview.unconfirmedText'), unconfirmedKill.needs]
  if (isKilled(agent)) return [t('overview.killedText'), agent.observed.reason]
  if (agent.spend.stopped) return [t('overview.heldText'), agent.observed.reason]
  if (agent.observed.state === 'degraded')
    return [
      t('overview.degradedText'),
      agent.observed.failures > 0
        ? t('overview.degradedDetail', { failures: agent.observed.failures })
        : agent.observed.reason,
    ]
  return [t('overview.errorText'), agent.observed.reason]
}
