import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { activityList, toolCallsList } from '../../src-engine/contract/activity.ts'
import {
  agentsCreate,
  agentsDestroy,
  agentsGet,
  agentsHistory,
  agentsKill,
  agentsRelease,
  agentsStart,
} from '../../src-engine/contract/agents.ts'
import { approvalsGet, approvalsList, approvalsVote } from '../../src-engine/contract/approvals.ts'
import { auditList, auditVerify } from '../../src-engine/contract/audit.ts'
import { authLogin, authSetup } from '../../src-engine/contract/auth.ts'
import { budgetsCreate, budgetsList } from '../../src-engine/contract/budgets.ts'
import type { Client } from '../../src-engine/contract/client.ts'
import { conversationsGet } from '../../src-engine/contract/conversations.ts'
import { deploymentsDeploy, deploymentsGet, deploymentsPlan } from '../../src-engine/contract/deployments.ts'
import { runsCreate, runsGet } from '../../src-engine/contract/runs.ts'
import { type RunningHost, clientOf, startHeadlessHost } from './host.ts'
import { until } from './until.ts'

/**
 * The thread everything hangs on, against the headless host as a process, with nothing faked but the model: owner ->
 * agent -> local process -> run -> a tool asked -> approved -> file written -> budget stop -> kill -> kill -9 of the
 * host -> all of it there.
 */
const owner = { email: 'owner@northwind.example', password: 'correct horse battery staple' }
let data: string
let host: RunningHost
let api: Client

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'control-thread-'))
  host = await startHeadlessHost(data)
})
afterAll(async () => {
  await host.stop()
  await rm(data, { recursive: true, force: true })
})

async function signIn(): Promise<Client> {
  const { accessToken } = await clientOf(host, null).call(authLogin, { body: { ...owner, client: 'token' } })
  return clientOf(host, accessToken)
}

async function stateOf(agent: string): Promise<string> {
  return (await api.call(agentsGet, { params: { id: agent } })).observed.state
}

test('one agent, end to end, over a kill -9 of the host', async () => {
  // Owner.
  const setup = await clientOf(host, null).call(authSetup, {
    headers: { authorization: `Setup ${host.setupToken ?? ''}` },
    body: { organization: 'Northwind', name: 'The owner', ...owner, client: 'token' },
  })
  expect(setup.recoveryKey).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){15}$/)
  api = clientOf(host, setup.grant.accessToken)

  // Agent, from a template that asks before it writes, thinking with the rehearsal model.
  const agent = await api.call(agentsCreate, { body: { name: 'Ada', template: 'careful-writer' } })
  expect(agent.observed.state).toBe('ready')
  const plan = await api.call(deploymentsPlan, { params: { id: agent.id } })
  expect(plan.refusals).toEqual([])

  // Local process.
  const deployment = await api.call(deploymentsDeploy, { params: { id: agent.id }, body: { revision: plan.revision } })
  const done = await until('the deployment ends', async () => {
    const now = await api.call(deploymentsGet, { params: { id: deployment.id } })
    return now.state === 'running' ? null : now
  })
  expect(done).toMatchObject({ state: 'succeeded' })
  expect(await stateOf(agent.id)).toBe('running')

  // Run, asked, approved, written.
  const run = await api.call(runsCreate, { params: { id: agent.id }, body: { task: 'Write a note about the weather' } })
  const asked = await until(
    'the agent asks',
    async () => (await api.call(approvalsList, { query: { state: 'waiting' } })).items[0],
  )
  expect(asked).toMatchObject({ tool: 'write', run: run.id, agent: agent.id, risk: 'medium' })

  // The host dies while the agent waits. The agent goes on, finds the next host, and the request is still there.
  await host.killNow()
  host = await startHeadlessHost(data)
  api = await signIn()
  expect((await api.call(approvalsList, { query: { state: 'waiting' } })).items).toMatchObject([
    { id: asked.id, argsHash: asked.argsHash },
  ])
  expect(await api.call(runsGet, { params: { id: run.id } })).toMatchObject({ endedAt: null })
  await api.call(approvalsVote, { params: { id: asked.id }, body: { decision: 'approve', argsHash: asked.argsHash } })
  const finished = await until('the run ends', async () => {
    const now = await api.call(runsGet, { params: { id: run.id } })
    return now.endedAt === null ? null : now
  })
  expect(finished).toMatchObject({ state: 'succeeded' })
  expect(finished.microUsd).toBeGreaterThan(0)
  const written = globSync(join(data, 'agents', agent.id, 'workspace', '**', z.string().parse(asked.args['path']))).at(
    0,
  )
  expect(await readFile(written ?? '', 'utf8')).toBe(asked.args['content'])

  // Budget stop: the cap is what has been spent already, so the next call does not fit.
  await api.call(budgetsCreate, {
    body: { agent: agent.id, cap: { period: 'day', microUsd: finished.microUsd + 1, tokens: null } },
  })
  const second = await api.call(runsCreate, { params: { id: agent.id }, body: { task: 'Write another note' } })
  const stopped = await until('the budget stops the run', async () => {
    const now = await api.call(runsGet, { params: { id: second.id } })
    return now.endedAt === null ? null : now
  })
  expect(stopped).toMatchObject({ state: 'stopped', microUsd: 0 })
  expect(stopped.reason).toContain('budget')

  // Kill.
  const killed = await api.call(agentsKill, { params: { id: agent.id }, body: { reason: 'enough' } })
  expect(killed).toMatchObject({ killNo: 1, released: 0, observed: { state: 'stopped' } })
  await expect(api.call(agentsStart, { params: { id: agent.id }, body: {} })).rejects.toMatchObject({
    problem: { status: 409 },
  })

  // kill -9 of the host, then everything is there.
  const before = {
    history: await api.call(agentsHistory, { params: { id: agent.id } }),
    calls: await api.call(toolCallsList, { query: { agent: agent.id } }),
    turns: await api.call(conversationsGet, { params: { run: run.id } }),
    budgets: await api.call(budgetsList, { query: { agent: agent.id } }),
    audit: (await api.call(auditList, { query: { limit: 200 } })).items.length,
    activity: (await api.call(activityList, { query: { agent: agent.id, limit: 200 } })).total,
  }
  await host.killNow()
  host = await startHeadlessHost(data)
  expect(host.setupToken).toBeNull()
  api = await signIn()
  const after = await api.call(agentsGet, { params: { id: agent.id } })
  expect(after).toMatchObject({
    killNo: 1,
    released: 0,
    name: 'Ada',
    observed: { state: 'stopped' },
    spend: { todayMicroUsd: finished.microUsd },
  })
  expect(await api.call(agentsHistory, { params: { id: agent.id } })).toEqual(before.history)
  expect(await api.call(toolCallsList, { query: { agent: agent.id } })).toEqual(before.calls)
  expect(await api.call(conversationsGet, { params: { run: run.id } })).toEqual(before.turns)
  expect((await api.call(budgetsList, { query: { agent: agent.id } })).items).toMatchObject(
    before.budgets.items.map(({ id, spentMicroUsd }) => ({ id, spentMicroUsd })),
  )
  expect(await api.call(approvalsGet, { params: { id: asked.id } })).toMatchObject({
    state: 'approved',
    argsHash: asked.argsHash,
  })
  expect((await api.call(auditList, { query: { limit: 200 } })).items.length).toBeGreaterThan(before.audit)
  expect((await api.call(activityList, { query: { agent: agent.id, limit: 200 } })).total).toBeGreaterThanOrEqual(
    before.activity,
  )
  expect(await api.call(auditVerify, {})).toMatchObject({ intact: true })
  expect(before.calls.items.map(({ tool, verdict, outcome }) => `${tool} ${verdict} ${outcome ?? '-'}`)).toContain(
    'write allow ok',
  )

  // Nothing revives a killed agent but a release that names the kill.
  await expect(api.call(deploymentsDeploy, { params: { id: agent.id }, body: {} })).rejects.toMatchObject({
    problem: { status: 409 },
  })
  await expect(api.call(agentsRelease, { params: { id: agent.id }, body: { killNo: 2 } })).rejects.toMatchObject({
    problem: { status: 409 },
  })
  await api.call(agentsRelease, { params: { id: agent.id }, body: { killNo: 1 } })
  await api.call(agentsStart, { params: { id: agent.id }, body: {} })
  await until('the released agent runs again', async () => (await stateOf(agent.id)) === 'running')

  // Destroying it leaves nothing of it at its target.
  await api.call(agentsDestroy, { params: { id: agent.id }, body: {} })
  await until('the workload is gone', async () => (await stateOf(agent.id)) === 'ready')
  expect(globSync(join(data, 'agents', agent.id, '**', '*'))).toEqual([])
}, 120_000)
