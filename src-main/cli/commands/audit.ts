import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { auditExport, auditList, auditVerify } from '../../../src-engine/contract/audit.ts'
import { CliError } from '../cli-error.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { table } from '../output.ts'

type Filter = Readonly<Record<'actor' | 'action' | 'target' | 'outcome' | 'since' | 'until' | 'q', string | undefined>>

export function addAudit(program: Command, io: Io): void {
  const audit = program.command('audit').description('what was done, tried and refused')

  filtered(audit.command('list', { isDefault: true }).description('entries, newest first'))
    .option('--limit <n>', 'how many')
    .option('--cursor <cursor>', 'the next of the page before')
    .action(async (options: Filter, command: Command) => {
      const call = await openCall(io, command)
      const page = await call.client.call(auditList, { query: auditList.query.parse(options) })
      call.answer(page, () => {
        const rows = page.items.map(({ seq, at, actor, action, outcome, target }) => [
          String(seq),
          at,
          actor,
          action,
          outcome,
          target,
        ])
        return (
          table(['no', 'at', 'who', 'what', 'outcome', 'target'], rows) +
          (page.next === null ? '' : `go on with --cursor ${page.next}\n`)
        )
      })
    })

  audit
    .command('verify')
    .description('recomputes the hash chain; fails when anything was changed')
    .action(async (_options: object, command: Command) => {
      const call = await openCall(io, command)
      const verdict = await call.client.call(auditVerify, {})
      call.answer(verdict, () => `${verdict.detail}\n`)
      if (!verdict.intact) throw new CliError('unsuccessful', verdict.detail)
    })

  filtered(audit.command('export').description('the log as JSON Lines; the export itself is audited'))
    .option('--out <file>', 'where to (0600); else it is printed')
    .action(async ({ out, ...options }: Filter & { readonly out?: string }, command: Command) => {
      const call = await openCall(io, command)
      const lines = await call.client.download(auditExport, { query: auditExport.query.parse(options) })
      if (out === undefined) return io.out(lines)
      await writeFile(io.path(out), lines, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
        throw new CliError('usage', `${out} cannot be written, or is there already.`, { cause })
      })
      call.answer({ file: io.path(out) }, ({ file }) => `Written to ${file}.\n`)
    })
}

function filtered(command: Command): Command {
  return command
    .option('--actor <who>', 'as in user:usr_…')
    .option('--action <what>', 'as in agents.create')
    .option('--target <id>', 'what it was done to')
    .option('--outcome <outcome>', 'done, refused or failed')
    .option('--since <time>', 'RFC 3339, with milliseconds')
    .option('--until <time>', 'RFC 3339, with milliseconds')
    .option('--q <text>', 'text that the entry holds')
}
