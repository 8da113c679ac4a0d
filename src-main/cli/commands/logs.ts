import type { Command } from 'commander'
import { deploymentsLogs } from '../../../src-engine/contract/deployments.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { printable } from '../output.ts'
import { findAgent } from './find-agent.ts'

export function addLogs(program: Command, io: Io): void {
  program
    .command('logs')
    .description('the log of an agent’s workload')
    .argument('<agent>')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('--tail <n>', 'how many lines of what was', '200')
    .option('--q <text>', 'only lines that hold this')
    .action(async (given: string, options: { follow?: true; tail: string; q?: string }, command: Command) => {
      const call = await openCall(io, command)
      const { id } = await findAgent(call.client, given)
      const follow = options.follow === true
      const query = { tail: options.tail, follow: String(follow), ...(options.q === undefined ? {} : { q: options.q }) }
      const stream = call.client.events(
        deploymentsLogs,
        { params: { id }, query, signal: io.signal },
        { reconnect: false, signal: io.signal },
      )
      for await (const item of stream) {
        if (item.kind !== 'event') continue
        const { at, stream: source, text } = item.data
        call.answer(item.data, () => `${at ?? ''} ${source === 'stdout' ? '' : `[${source}] `}${printable(text)}\n`)
      }
    })
}
