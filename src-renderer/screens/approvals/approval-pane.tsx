import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { approvalsVote, type Approval } from '../../../src-engine/contract/approvals.ts'
import { useAct } from '../../api/index.ts'
import { Arguments } from '../../components/arguments.tsx'
import { Card } from '../../components/card.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { KeyHint } from '../../components/key-hint.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { useShortcuts } from '../../shortcuts/index.ts'
import { ApprovalFacts } from './approval-facts.tsx'
import { DenyDialog } from './deny-dialog.tsx'
import { RiskBadge } from './risk-badge.tsx'
import { sayVote } from './say-vote.ts'

/** One request with everything one needs to decide, and the decision. */
export function ApprovalPane({ approval, decided }: { readonly approval: Approval; decided(): void }) {
  const [denying, setDenying] = useState(false)
  const mayVote = useCan('member')
  const waiting = approval.state === 'waiting'
  const vote = useAct(approvalsVote, (after) => {
    setDenying(false)
    sayVote(after)
    if (after.state !== 'waiting') decided()
  })
  const params = { id: approval.id }
  const { argsHash } = approval
  const approve = () => vote.run({ params, body: { decision: 'approve', argsHash } })
  useShortcuts(
    t('approvals.title'),
    [
      { key: 'a', label: t('approvals.approve'), run: approve },
      { key: 'd', label: t('approvals.deny'), run: () => setDenying(true) },
    ],
    { enabled: waiting && mayVote && !vote.pending },
  )
  return (
    <Card
      fills
      title={t('approvals.wants', { agent: approval.agentName, tool: approval.tool })}
      note={<RiskBadge risk={approval.risk} />}
      aside={
        <Link to="/agents/$agentId/activity" params={{ agentId: approval.agent }} search={{ run: approval.run }}>
          {t('approvals.run')}
        </Link>
      }
      foot={
        waiting ? (
          <>
            <Button
              variant="filled"
              disabled={!mayVote}
              loading={vote.pending && !denying}
              rightSection={<KeyHint>A</KeyHint>}
              onClick={approve}
            >
              {t('approvals.approve')}
            </Button>
            <Button
              className="danger"
              disabled={!mayVote}
              rightSection={<KeyHint>D</KeyHint>}
              onClick={() => setDenying(true)}
            >
              {t('approvals.denyDots')}
            </Button>
            {mayVote ? null : <span className="muted">{t('approvals.viewOnly')}</span>}
            <span className="muted small push">
              {t('approvals.deniedIn')} <Countdown until={approval.expiresAt} /> · <KeyHint>J</KeyHint>{' '}
              <KeyHint>K</KeyHint> {t('approvals.moveHint')}
            </span>
          </>
        ) : undefined
      }
    >
      <div className="stack">
        <ApprovalFacts approval={approval} />
        <Arguments args={approval.args} />
        {denying ? null : <ProblemAlert error={vote.error} />}
      </div>
      {denying ? (
        <DenyDialog
          pending={vote.pending}
          error={vote.error}
          onClose={() => setDenying(false)}
          onDeny={(comment) => vote.run({ params, body: { decision: 'deny', argsHash, comment } })}
        />
      ) : null}
    </Card>
  )
}
