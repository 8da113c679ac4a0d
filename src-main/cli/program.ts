import { Command } from 'commander'
import { addAgents } from './commands/agents.ts'
import { addApprovals } from './commands/approvals.ts'
import { addAudit } from './commands/audit.ts'
import { addBackup } from './commands/backup.ts'
import { addLogs } from './commands/logs.ts'
import { addRun } from './commands/run.ts'
import { addServe } from './commands/serve.ts'
import { addSignIn } from './commands/sign-in.ts'
import { addWorkload } from './commands/workload.ts'
import type { Io } from './io.ts'

/** All of agentctl: a client of the contract table, and `serve`. */
export function createProgram(io: Io): Command {
  const program = new Command('agentctl')
    .description('AgenticMail Control Center from the command line')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .option('--data <dir>', 'data directory of the control center to speak to')
    .option('--url <address>', 'address of a control center elsewhere, instead of --data')
    .option('--token-file <file>', 'file with a token to use instead of your session (for setup: the one-time token)')
    .option('--json', 'print answers as JSON')
    .helpCommand(false)
    .showHelpAfterError('(see agentctl --help)')
  addServe(program, io)
  addSignIn(program, io)
  addWorkload(program, addAgents(program, io), io)
  addLogs(program, io)
  addRun(program, io)
  addApprovals(program, io)
  addAudit(program, io)
  addBackup(program, io)
  return program
}
