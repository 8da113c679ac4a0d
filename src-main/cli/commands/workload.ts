import type { Command } from 'commander'
import {
  agentsBulkStop,
  agentsDestroy,
  agentsKill,
  agentsRelease,
  agentsRestart,
  agentsStart,
  agentsStop,
} from '../../../src-engine/contract/agents.ts'
import {
  type Deployment,
  deploymentsDeploy,
  deploymentsGet,
  deploymentsPlan,
  type Plan,
} from '../../../src-engine/contract/deployments.ts'
import { CliError } from '../cli-error.ts'
import { type Call, openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { printable, table } from '../output.ts'
import { findAgent } from './find-agent.ts'
import { demandSuccess, followDeployment } from './follow-deployment.ts'

interface ActOptions {
  readonly reason: string
  readonly wait: boolean
}

/** Deploying, and everything else that moves a workload. */
export function addWorkload(program: Command, agents: Command, io: Io): void {
  program
    .command('deploy')
    .description('deploys an agent as it is described now, and shows the steps')
    .argument('<agent>')
    .option('--plan', 'only say what would change')
    .option('--no-wait', 'answer at once; the deployment goes on')
    .action(async (given: string, options: { plan?: true; wait: boolean }, command: Command) => {
      const call = await openCall(io, command)
      const agent = await findAgent(call.client, given)
      const plan = await call.client.call(deploymentsPlan, { params: { id: agent.id } })
      if (options.plan) return call.answer(plan, renderPlan)
      if (plan.refusals.length > 0) throw new CliError('conflict', plan.refusals.join(' '))
      const begun = await call.client.call(deploymentsDeploy, {
        params: { id: agent.id },
        body: { revision: plan.revision },
      })
      await finish(call, begun, options.wait, `${agent.name} is deployed.`)
    })

  const acts = [
    ['stop', agentsStop, 'stops the workload; it can be started again'],
    ['start', agentsStart, 'starts a stopped workload again'],
    ['restart', agentsRestart, 'stops and starts the workload'],
    ['destroy', agentsDestroy, 'removes the workload from its target'],
  ] as const
  for (const [name, operation, summary] of acts) {
    agents
      .command(name)
      .description(summary)
      .argument('<agent>')
      .option('--reason <text>', 'why; stands in its history', '')
      .option('--no-wait', 'answer at once')
      .action(async (given: string, { reason, wait }: ActOptions, command: Command) => {
        const call = await openCall(io, command)
        const { id, name: agent } = await findAgent(call.client, given)
        const { begun } = await call.client.call(operation, { params: { id }, body: { reason } })
        const deployment = await call.client.call(deploymentsGet, { params: { id: begun } })
        await finish(call, deployment, wait, `${agent}: ${name} is done.`)
      })
  }

  agents
    .command('stop-all')
    .description('stops every agent of the organization')
    .option('--reason <text>', 'why; stands in their history', '')
    .action(async ({ reason }: { reason: string }, command: Command) => {
      const call = await openCall(io, command)
      const { items } = await call.client.call(agentsBulkStop, { body: { ids: 'all', reason } })
      call.answer(items, () =>
        table(
          ['id', 'stopping', 'detail'],
          items.map(({ id, ok, detail }) => [id, ok ? 'yes' : 'no', detail]),
        ),
      )
    })

  program
    .command('kill')
    .description('freezes and kills an agent at once; nothing revives it until it is released')
    .argument('<agent>')
    .option('--reason <text>', 'why; stands in its history', '')
    .action(async (given: string, { reason }: { reason: string }, command: Command) => {
      const call = await openCall(io, command)
      const { id } = await findAgent(call.client, given)
      const agent = await call.client.call(agentsKill, { params: { id }, body: { reason } })
      call.answer(
        agent,
        () =>
          `${agent.name} is ${agent.observed.state} (kill ${agent.killNo}). ${printable(agent.observed.reason)}\nRelease it with: agentctl release ${agent.id} --kill ${agent.killNo}\n`,
      )
      const { unconfirmedKill } = agent.observed
      if (unconfirmedKill !== null)
        throw new CliError(
          'unsuccessful',
          `The agent is frozen, but its process is not confirmed to have ended. ${unconfirmedKill.needs}`,
        )
    })

  program
    .command('release')
    .description('lets a killed agent be started again')
    .argument('<agent>')
    .requiredOption('--kill <number>', 'the kill that you have seen; a later one stays')
    .option('--reason <text>', 'why; stands in its history', '')
    .action(async (given: string, { kill, reason }: { kill: string; reason: string }, command: Command) => {
      const call = await openCall(io, command)
      const { id } = await findAgent(call.client, given)
      const agent = await call.client.call(agentsRelease, { params: { id }, body: { killNo: Number(kill), reason } })
      call.answer(agent, () => `${agent.name} is released.\n`)
    })
}

async function finish(call: Call, begun: Deployment, wait: boolean, done: string): Promise<void> {
  const deployment = wait ? await followDeployment(call.client, call.io, begun) : begun
  call.answer(deployment, () => (deployment.state === 'succeeded' ? `${done}\n` : ''))
  if (wait) demandSuccess(deployment)
  else if (!call.json) call.io.out(`Deployment ${begun.id} is under way.\n`)
}

function renderPlan(plan: Plan): string {
  const lines = [
    ...plan.changes.map(({ field, from, to }) => `  ${field}: ${from} -> ${to}`),
    ...plan.permissionsGained.map((gained) => `  may newly: ${gained}`),
    `  downtime: ${plan.downtime.expected ? 'yes' : 'no'}${plan.downtime.reason === '' ? '' : ` (${plan.downtime.reason})`}`,
    ...plan.steps.map(({ title }) => `  step: ${title}`),
    ...plan.notes.map((note) => `  note: ${note}`),
    ...plan.refusals.map((refusal) => `  cannot: ${refusal}`),
  ]
  return `Revision ${plan.revision.slice(0, 12)} (now ${plan.previousRevision?.slice(0, 12) ?? 'none'})\n${lines.map((line) => `${printable(line)}\n`).join('')}`
}
