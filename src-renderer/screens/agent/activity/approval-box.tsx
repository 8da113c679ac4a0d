import { Button } from '@mantine/core'
import { approvalsVote, type Approval } from '../../../../src-engine/contract/approvals.ts'
import { useAct } from '../../../api/index.ts'
import { Arguments } from '../../../components/arguments.tsx'
import { Countdown } from '../../../components/countdown.tsx'
import { KeyHint } from '../../../components/key-hint.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useShortcuts } from '../../../shortcuts/index.ts'

/** The question where the eye already is: exact arguments, yes or no, and until when. */
export function ApprovalBox({ approval }: { readonly approval: Approval }) {
  const mayVote = useCan('member')
  const vote = useAct(approvalsVote)
  const decide = (decision: 'approve' | 'deny') =>
    vote.run({ params: { id: approval.id }, body: { decision, argsHash: approval.argsHash } })
  useShortcuts(
    t('approvals.title'),
    [
      { key: 'a', label: t('approvals.approve'), run: () => decide('approve') },
      { key: 'd', label: t('approvals.deny'), run: () => decide('deny') },
    ],
    { enabled: mayVote && !vote.pending },
  )
  return (
    <div className="stack stack-8" style={{ marginTop: 6 }}>
      <Arguments args={approval.args} />
      <div className="mid">{approval.reason}</div>
      <ProblemAlert error={vote.error} />
      <div className="line-of wraps">
        <Button
          variant="filled"
          disabled={!mayVote}
          loading={vote.pending}
          rightSection={<KeyHint>A</KeyHint>}
          onClick={() => decide('approve')}
        >
          {t('approvals.approve')}
        </Button>
        <Button
          className="danger"
          disabled={!mayVote || vote.pending}
          rightSection={<KeyHint>D</KeyHint>}
          onClick={() => decide('deny')}
        >
          {t('approvals.deny')}
        </Button>
        <span className="muted">
          <Countdown until={approval.expiresAt} /> {t('approvals.leftThenDenied')}
        </span>
      </div>
    </div>
  )
}
