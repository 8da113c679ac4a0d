import type { Approval } from '../../../src-engine/contract/approvals.ts'
import { notify } from '../../components/notify.ts'
import { t } from '../../i18n/index.ts'

/** Says what became of a request by one's vote: it leaves the list, and one sees at once what the agent does now. */
export function sayVote({ state, agentName, required, votes }: Approval): void {
  const approved = votes.filter(({ decision }) => decision === 'approve').length
  if (state === 'approved') notify(t('approvals.nowApproved', { agent: agentName }))
  else if (state === 'denied') notify(t('approvals.nowDenied', { agent: agentName }))
  else if (state === 'waiting') notify(t('approvals.voted', { left: required - approved }))
}
