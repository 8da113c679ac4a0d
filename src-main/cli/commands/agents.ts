import type { Command } from 'commander'
import {
  type AgentView,
  agentsCreate,
  agentsHistory,
  agentsList,
  agentsPause,
  agentsRemove,
  agentsResume,
  agentsTemplates,
  agentsUpdate,
} from '../../../src-engine/contract/agents.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { dollars, facts, table } from '../output.ts'
import { findAgent } from './find-agent.ts'
import { readBody } from './read-body.ts'

/** Looking at agents and describing them; what moves a workload is in workload.ts. Answers the group for it to extend. */
export function addAgents(program: Command, io: Io): Command {
  const agents = program.command('agents').description('the agents of the organization')

  agents
    .command('list', { isDefault: true })
    .description('agents, a page at a time')
    .option('--q <text>', 'only those whose text holds this')
    .option('--state <state>', 'only those in this state')
    .option('--attention', 'only those that need a person')
    .option('--tag <tag>', 'only those with this tag')
    .option('--sort <field>', 'name, createdAt, state, spend or lastAction; - in front for descending')
    .option('--limit <n>', 'how many')
    .option('--cursor <cursor>', 'the next of the page before')
    .action(async (options: Readonly<Record<string, string | boolean>>, command: Command) => {
      const call = await openCall(io, command)
      const query = agentsList.query.parse(options.attention === true ? { ...options, attention: 'true' } : options)
      const page = await call.client.call(agentsList, {
        query: { ...query, attention: query.attention === undefined ? undefined : String(query.attention) },
      })
      call.answer(page, () => {
        const rows = page.items.map((agent) => [
          agent.name,
          agent.observed.state,
          agent.role,
          dollars(agent.spend.todayMicroUsd),
          agent.lastAction?.text ?? '',
          agent.id,
        ])
        const more =
          page.next === null ? '' : `${page.items.length} of ${page.total}; go on with --cursor ${page.next}\n`
        return rows.length === 0
          ? 'No agents. Describe one with: agentctl agents create --name NAME\n'
          : table(['name', 'state', 'role', 'today', 'last action', 'id'], rows) + more
      })
    })

  agents
    .command('get')
    .description('one agent, by name or id')
    .argument('<agent>')
    .action(async (given: string, _options: object, command: Command) => {
      const call = await openCall(io, command)
      call.answer(await findAgent(call.client, given), describe)
    })

  agents
    .command('create')
    .description('describes a new agent')
    .option('--name <name>', 'its name')
    .option('--template <id>', 'what to start from; see agents templates')
    .option('--role <role>', 'what it is, in a line')
    .option('--instructions-file <file>', 'text of its instructions; - reads from a pipe')
    .option(
      '--from <file>',
      'JSON of the whole description, as agents get --json prints its fields; - reads from a pipe',
    )
    .action(
      async (
        options: { name?: string; template?: string; role?: string; instructionsFile?: string; from?: string },
        command: Command,
      ) => {
        const call = await openCall(io, command)
        const { from, instructionsFile, ...given } = options
        const body = await readBody(io, agentsCreate.body, from, {
          ...given,
          ...(instructionsFile === undefined ? {} : { instructions: await io.read(instructionsFile) }),
        })
        call.answer(await call.client.call(agentsCreate, { body }), describe)
      },
    )

  agents
    .command('update')
    .description('changes the fields that a JSON file names; refused when somebody changed the agent meanwhile')
    .argument('<agent>')
    .requiredOption('--from <file>', 'JSON of the fields to change; - reads from a pipe')
    .action(async (given: string, { from }: { from: string }, command: Command) => {
      const call = await openCall(io, command)
      const body = await readBody(io, agentsUpdate.body, from, {})
      const { id, version } = await findAgent(call.client, given)
      call.answer(await call.client.call(agentsUpdate, { params: { id }, body, ifMatch: version }), describe)
    })

  agents
    .command('remove')
    .description('removes an agent that has no workload')
    .argument('<agent>')
    .action(async (given: string, _options: object, command: Command) => {
      const call = await openCall(io, command)
      const { id, name } = await findAgent(call.client, given)
      await call.client.call(agentsRemove, { params: { id } })
      call.answer({ removed: id }, () => `${name} is removed.\n`)
    })

  for (const [name, operation] of [
    ['pause', agentsPause],
    ['resume', agentsResume],
  ] as const) {
    agents
      .command(name)
      .description(name === 'pause' ? 'lets it run but denies it every tool and model call' : 'ends a pause')
      .argument('<agent>')
      .option('--reason <text>', 'why; stands in its history', '')
      .action(async (given: string, { reason }: { reason: string }, command: Command) => {
        const call = await openCall(io, command)
        const { id } = await findAgent(call.client, given)
        call.answer(
          await call.client.call(operation, { params: { id }, body: { reason } }),
          (agent) => `${agent.name} is ${agent.paused ? 'paused' : 'no longer paused'}.\n`,
        )
      })
  }

  agents
    .command('history')
    .description('every move of its state, newest first, with who and why')
    .argument('<agent>')
    .option('--limit <n>', 'how many', '50')
    .action(async (given: string, { limit }: { limit: string }, command: Command) => {
      const call = await openCall(io, command)
      const { id } = await findAgent(call.client, given)
      const page = await call.client.call(agentsHistory, { params: { id }, query: { limit } })
      call.answer(page, () =>
        table(
          ['at', 'from', 'to', 'by', 'reason'],
          page.items.map((move) => [move.at, move.from ?? '', move.to, move.by, move.reason]),
        ),
      )
    })

  agents
    .command('templates')
    .description('ready descriptions to start from')
    .action(async (_options: object, command: Command) => {
      const call = await openCall(io, command)
      const { items } = await call.client.call(agentsTemplates, {})
      call.answer(items, () =>
        table(
          ['id', 'name', 'summary'],
          items.map(({ id, name, summary }) => [id, name, summary]),
        ),
      )
    })
  return agents
}

export function describe(agent: AgentView): string {
  const { observed, spend } = agent
  return facts({
    name: agent.name,
    id: agent.id,
    role: agent.role,
    state: `${observed.state}${agent.paused ? ', paused' : ''}${observed.reason === '' ? '' : ` (${observed.reason})`}`,
    since: observed.since,
    desired: agent.desired,
    model: agent.model === null ? 'none yet' : agent.model.model,
    tools: agent.tools.join(', '),
    'spent today': `${dollars(spend.todayMicroUsd)}${spend.capMicroUsd === null ? '' : ` of ${dollars(spend.capMicroUsd)}`}${spend.stopped ? ', held by its budget' : ''}`,
    kills: `${agent.killNo}${agent.killNo > agent.released ? ', not released' : ''}`,
    version: String(agent.version),
  })
}
