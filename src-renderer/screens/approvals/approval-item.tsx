import type { Approval } from '../../../src-engine/contract/approvals.ts'
import { Avatar } from '../../components/avatar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { oneLine } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'

export function ApprovalItem({
  approval,
  current,
  onOpen,
}: {
  readonly approval: Approval
  readonly current: boolean
  onOpen(): void
}) {
  const given = approval.votes.length
  return (
    <button type="button" className="pane-item" aria-current={current} onClick={onOpen}>
      <Avatar name={approval.agentName} size="md" />
      <span style={{ minWidth: 0 }}>
        <b>{approval.agentName}</b>
        <span className="mid clip" style={{ display: 'block' }}>
          {approval.tool} <code>{oneLine(approval.args, 80)}</code>
        </span>
        {approval.state === 'waiting' && approval.required > 1 ? (
          <span className="muted small">{t('approvals.votes', { done: given, count: approval.required })}</span>
        ) : null}
      </span>
      {approval.state === 'waiting' ? (
        <span className="muted">
          <RelativeTime at={approval.expiresAt} bare />
        </span>
      ) : (
        <StateBadge state={approval.state} />
      )}
    </button>
  )
}
