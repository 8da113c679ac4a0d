import { approvalsGet, approvalsList, approvalsVote } from '../../contract/approvals.ts'
import { type Binding, bind } from '../bind.ts'
import { getApproval } from './get.ts'
import { listApprovals } from './list.ts'
import { vote } from './vote.ts'

export const approvalBindings: readonly Binding[] = [
  bind(approvalsList, listApprovals),
  bind(approvalsGet, getApproval),
  bind(approvalsVote, vote),
]
