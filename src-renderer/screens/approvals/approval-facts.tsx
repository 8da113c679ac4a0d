import type { ReactNode } from 'react'
import type { Approval } from '../../../src-engine/contract/approvals.ts'
import { Facts } from '../../components/card.tsx'
import { CopyId } from '../../components/copy.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { ends } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useActorName } from '../team/use-actor-name.ts'

export function ApprovalFacts({ approval }: { readonly approval: Approval }) {
  const actorName = useActorName()
  const votes = approval.votes.map((vote) => (
    <div key={vote.user}>
      {t('approvals.voteBy', { who: actorName(vote.user), decision: t(`approvals.said_${vote.decision}`) })}{' '}
      <RelativeTime at={vote.at} />
      {vote.comment === '' ? null : <span className="mid"> “{vote.comment}”</span>}
    </div>
  ))
  const items: (readonly [string, ReactNode])[] = [
    [
      t('approvals.tool'),
      <span key="tool">
        <code>{approval.tool}</code> ·{' '}
        {approval.sideEffects.length === 0
          ? t('approvals.noEffects')
          : approval.sideEffects.map((effect) => t(`permissions.effect.${effect}`)).join(', ')}
      </span>,
    ],
    [t('approvals.because'), approval.reason],
    [t('approvals.asked'), <RelativeTime key="asked" at={approval.createdAt} />],
    [
      t('approvals.needs'),
      `${t('approvals.votes', { done: approval.votes.length, count: approval.required })} · ${t('approvals.anyMember')}`,
    ],
    [
      t('approvals.binding'),
      <span key="binding">
        {t('approvals.exactly')} <CopyId value={approval.argsHash} text={`sha256 ${ends(approval.argsHash)}`} />
      </span>,
    ],
    ...(votes.length === 0 ? [] : [[t('approvals.outcome'), votes] as const]),
    ...(approval.decidedAt === null
      ? []
      : [
          [
            t('approvals.decidedAt'),
            <span key="decided" className="line-of">
              <StateBadge state={approval.state} /> <RelativeTime at={approval.decidedAt} />
            </span>,
          ] as const,
        ]),
  ]
  return <Facts items={items} />
}
