import { afterEach, beforeEach, expect, test } from 'vitest'
import { agentsDestroy, agentsRestart, agentsStart, agentsStop } from '../../contract/agents.ts'
import { noDeployments } from '../testing/no-deployments.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { destroyAgent, restartAgent, startAgent, stopAgent } from './workload.ts'

let context: TestContext
let organization: TestOrganization

beforeEach(async () => {
  context = await openTestContext()
  organization = await context.found('Northwind')
})
afterEach(() => context.dispose())

test('an order answers with the deployment that carries it out', async () => {
  const begun: string[] = []
  const own = await openTestContext({
    deployments: {
      ...noDeployments,
      async begin({ org, agent }, kind) {
        begun.push(kind)
        return {
          id: `dep_${kind}000000`,
          org,
          agent,
          target: 'tgt_0000000001',
          kind,
          revision: '0'.repeat(64),
          state: 'running',
          startedAt: new Date(0).toISOString(),
          endedAt: null,
          by: 'user:usr_0000000001',
          detail: '',
          steps: [],
        }
      },
    },
  })
  const { org, as } = await own.found('Northwind')
  const { id } = await putAgent(own.services, org, { desired: 'running' })
  for (const [operation, verb, kind] of [
    [agentsStop, stopAgent, 'stop'],
    [agentsStart, startAgent, 'start'],
    [agentsRestart, restartAgent, 'restart'],
    [agentsDestroy, destroyAgent, 'destroy'],
  ] as const)
    expect(await call(operation, verb, as('admin'), { params: { id }, body: {} })).toMatchObject({
      id,
      begun: `dep_${kind}000000`,
    })
  expect(begun).toEqual(['stop', 'start', 'restart', 'destroy'])
  await own.dispose()
})

test('a restart brings up no agent that was stopped, unless an admin asks', async () => {
  const stopped = await putAgent(context.services, organization.org, { desired: 'stopped' })
  const running = await putAgent(context.services, organization.org, { desired: 'running' })
  const restart = (role: 'member' | 'admin', id: string) =>
    call(agentsRestart, restartAgent, organization.as(role), { params: { id }, body: {} })
  await expect(restart('member', stopped.id)).rejects.toMatchObject({ code: 'forbidden' })
  // Past the rules: this context deploys nothing.
  await expect(restart('admin', stopped.id)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  await expect(restart('member', running.id)).rejects.toMatchObject({ code: 'dependency_unavailable' })
})
