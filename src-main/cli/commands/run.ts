import type { Command } from 'commander'
import { z } from 'zod'
import type { Client } from '../../../src-engine/contract/client.ts'
import { type Run, runsCreate, runsGet, runsStream } from '../../../src-engine/contract/runs.ts'
import { agentTurnSchema } from '../../../src-engine/contract/runtime.ts'
import { CliError } from '../cli-error.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { dollars, printable } from '../output.ts'
import { findAgent } from './find-agent.ts'

/** What the stream of a run carries as far as a terminal shows it; anything else is passed over. */
const shown = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), data: z.object({ delta: z.string() }) }),
  z.object({ kind: z.literal('reset') }),
  z.object({ kind: z.literal('tool'), data: z.object({ tool: z.string(), phase: z.string(), detail: z.string() }) }),
  z.object({ kind: z.literal('state'), data: z.object({ state: z.string() }) }),
  z.object({
    kind: z.literal('turn'),
    data: z.union([agentTurnSchema, z.object({ turn: agentTurnSchema }).transform(({ turn }) => turn)]),
  }),
])

const ENDED: ReadonlySet<Run['state']> = new Set(['succeeded', 'failed', 'cancelled', 'stopped'])

export function addRun(program: Command, io: Io): void {
  program
    .command('run')
    .description('gives an agent a task and shows it at work; ends with the run')
    .argument('<agent>')
    .argument('<task>', 'what to do; - reads it from a pipe')
    .option('--no-wait', 'answer at once; the run goes on')
    .action(async (given: string, task: string, { wait }: { wait: boolean }, command: Command) => {
      const call = await openCall(io, command)
      const { id } = await findAgent(call.client, given)
      const run = await call.client.call(runsCreate, {
        params: { id },
        body: { task: task === '-' ? await io.read('-') : task },
      })
      if (!wait) return call.answer(run, () => `Run ${run.id} is ${run.state}.\n`)
      const ended = await watch(call.client, io, run, call.json)
      call.answer(
        ended,
        () =>
          `${ended.state}${ended.reason === '' ? '' : `: ${printable(ended.reason)}`} (${ended.steps} steps, ${dollars(ended.microUsd)})\n`,
      )
      if (ended.state !== 'succeeded')
        throw new CliError(
          'unsuccessful',
          `The run ${ended.id} ${ended.state}${ended.reason === '' ? '' : `: ${ended.reason}`}`,
        )
    })
}

/** Shows the run as it happens (on stderr when the answer is JSON) until it has ended. */
async function watch(client: Client, io: Io, run: Run, json: boolean): Promise<Run> {
  const write = json ? io.err : io.out
  let open = '' // what of the current line is still without its end
  const text = (delta: string): void => {
    write(printable(delta))
    open = delta.endsWith('\n') ? '' : delta
  }
  const line = (message: string): void => {
    write(`${open === '' ? '' : '\n'}${printable(message)}\n`)
    open = ''
  }
  let streamed = false
  for await (const item of client.events(
    runsStream,
    { params: { id: run.id }, signal: io.signal },
    { signal: io.signal, maxWait: 2_000 },
  )) {
    if (item.kind === 'open' || item.kind === 'lost') {
      const now = await client.call(runsGet, { params: { id: run.id } })
      if (ENDED.has(now.state) && item.kind === 'lost') return finish(now)
      continue
    }
    const parsed = item.kind === 'event' ? shown.safeParse(item.data) : null
    if (!parsed?.success) continue
    const event = parsed.data
    if (event.kind === 'text') {
      streamed = true
      text(event.data.delta)
    } else if (event.kind === 'reset') line('(asked again)')
    else if (event.kind === 'tool')
      line(`[${event.data.tool}: ${event.data.phase}${event.data.detail === '' ? '' : ` ${event.data.detail}`}]`)
    else if (event.kind === 'turn' && event.data.role === 'assistant') {
      if (!streamed && event.data.text !== '') line(event.data.text)
      else if (open !== '') line('')
      streamed = false
    } else if (event.kind === 'state') {
      const now = await client.call(runsGet, { params: { id: run.id } })
      if (ENDED.has(now.state)) return finish(now)
      if (event.data.state === 'waiting') io.err('waiting for a person: agentctl approvals\n')
    }
  }
  throw new CliError('unsuccessful', `No longer watching; run ${run.id} goes on.`)

  function finish(ended: Run): Run {
    if (open !== '') write('\n')
    return ended
  }
}
