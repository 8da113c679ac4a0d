import type { Command } from 'commander'
import { type Approval, approvalsList, approvalsVote } from '../../../src-engine/contract/approvals.ts'
import { CliError } from '../cli-error.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { facts, table } from '../output.ts'
import { findApproval } from './find-approval.ts'

interface VoteOptions {
  readonly comment: string
  readonly argsHash?: string
  readonly yes?: true
}

export function addApprovals(program: Command, io: Io): void {
  program
    .command('approvals')
    .description('tool calls that wait for a person')
    .option('--decided', 'those that were decided, instead')
    .option('--limit <n>', 'how many', '50')
    .action(async (options: { decided?: true; limit: string }, command: Command) => {
      const call = await openCall(io, command)
      const page = await call.client.call(approvalsList, {
        query: { state: options.decided ? 'decided' : 'waiting', limit: options.limit },
      })
      call.answer(page, () =>
        page.items.length === 0
          ? 'Nothing waits.\n'
          : table(
              ['id', 'agent', 'tool', 'risk', 'state', 'until', 'arguments'],
              page.items.map((item) => [
                item.id,
                item.agentName,
                item.tool,
                item.risk,
                item.state,
                item.expiresAt,
                short(item),
              ]),
            ),
      )
    })

  for (const decision of ['approve', 'deny'] as const) {
    program
      .command(decision)
      .description(`${decision === 'approve' ? 'approves' : 'denies'} exactly the arguments that are shown`)
      .argument('<approval>', 'its id')
      .option('--comment <text>', 'said to the agent and kept', '')
      .option('--args-hash <hash>', 'hash of the arguments you have seen; others are refused')
      .option('--yes', 'do not ask')
      .action(async (id: string, options: VoteOptions, command: Command) => {
        const call = await openCall(io, command)
        const approval = await findApproval(call.client, id)
        if (decision === 'approve') await demandConsent(io, approval, options)
        const body = { decision, argsHash: options.argsHash ?? approval.argsHash, comment: options.comment }
        const decided = await call.client.call(approvalsVote, { params: { id }, body })
        call.answer(decided, () => `${decided.tool} of ${decided.agentName} is ${decided.state}.\n`)
      })
  }
}

/** Whoever approves has seen what: on screen, by its hash, or by saying that they need not. */
async function demandConsent(io: Io, approval: Approval, options: VoteOptions): Promise<void> {
  if (options.yes || options.argsHash !== undefined) return
  if (!io.interactive)
    throw new CliError('usage', 'Nobody can be asked here: name what you have seen with --args-hash, or say --yes.')
  io.err(
    facts({
      agent: approval.agentName,
      tool: approval.tool,
      risk: approval.risk,
      why: approval.reason,
      arguments: JSON.stringify(approval.args, null, 2),
      hash: approval.argsHash,
    }),
  )
  if (!(await io.confirm('Approve exactly this?'))) throw new CliError('usage', 'Not approved; it still waits.')
}

function short({ args }: Approval): string {
  const text = JSON.stringify(args)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
