import { agentsCreate, agentsDestroy, agentsGet, agentsList } from '../../src-engine/contract/agents.ts'
import { approvalsList, approvalsVote } from '../../src-engine/contract/approvals.ts'
import { budgetsCreate } from '../../src-engine/contract/budgets.ts'
import type { Client } from '../../src-engine/contract/client.ts'
import { deploymentsDeploy } from '../../src-engine/contract/deployments.ts'
import { runsCreate, runsGet } from '../../src-engine/contract/runs.ts'
import { usersCreate } from '../../src-engine/contract/users.ts'
import { until } from '../thread/until.ts'

const staff = [
  {
    name: 'Ada Support',
    template: 'careful-writer',
    task: 'Write a short answer about the refund for order 88412',
    cap: 20_000_000,
  },
  { name: 'Build Bot', template: 'developer', task: 'run: node --version', cap: 40_000_000 },
  {
    name: 'Scout Research',
    template: 'researcher',
    task: 'Collect what our notes say about delivery times',
    cap: 10_000_000,
  },
  { name: 'Legal Clerk', template: 'careful-writer', task: null, cap: 5_000_000 },
] as const

/** A small fleet at work on this machine, for pictures: three agents run, one waits for an approval, one is described only. */
export async function bringUpFleet(api: Client): Promise<void> {
  await api.call(usersCreate, {
    body: { name: 'Jonas Weber', email: 'jonas@northwind.example', role: 'member', password: 'another long password' },
  })
  await api.call(budgetsCreate, {
    body: { agent: null, cap: { period: 'month', microUsd: 950_000_000, tokens: null } },
  })
  for (const { name, template, task, cap } of staff) {
    const agent = await api.call(agentsCreate, { body: { name, template } })
    await api.call(budgetsCreate, { body: { agent: agent.id, cap: { period: 'day', microUsd: cap, tokens: null } } })
    if (task === null) continue
    await api.call(deploymentsDeploy, { params: { id: agent.id }, body: {} })
    await until(
      `${name} runs`,
      async () => (await api.call(agentsGet, { params: { id: agent.id } })).observed.state === 'running',
    )
    // Two tasks each: one from beginning to end, and the one that is under way.
    await finish(api, agent.id, task)
    await api.call(runsCreate, { params: { id: agent.id }, body: { task } })
  }
  await until('somebody asks', async () => (await api.call(approvalsList, {})).items.length > 1)
}

async function finish(api: Client, agent: string, task: string): Promise<void> {
  const run = await api.call(runsCreate, { params: { id: agent }, body: { task } })
  await until('the task is done', async () => {
    for (const { id, argsHash } of (await api.call(approvalsList, { query: { agent } })).items) {
      await api.call(approvalsVote, { params: { id }, body: { decision: 'approve', argsHash } })
    }
    return (await api.call(runsGet, { params: { id: run.id } })).endedAt !== null
  })
}

/** Removes every workload from this machine again. */
export async function takeDownFleet(api: Client): Promise<void> {
  for (const { id, observed } of (await api.call(agentsList, {})).items) {
    if (observed.state === 'ready') continue
    await api.call(agentsDestroy, { params: { id }, body: {} })
    await until(
      'the workload is gone',
      async () => (await api.call(agentsGet, { params: { id } })).observed.state === 'ready',
    )
  }
}
