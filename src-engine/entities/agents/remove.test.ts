import { afterEach, expect, test } from 'vitest'
import { agents, agentsRemove } from '../../contract/agents.ts'
import { noDeployments } from '../testing/no-deployments.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, call, openTestContext } from '../testing/test-context.ts'
import { removeAgent } from './remove.ts'

let context: TestContext

afterEach(() => context.dispose())

test('an agent of which something is left at its target is not removed', async () => {
  const left = new Map<string, string>()
  context = await openTestContext({
    deployments: { ...noDeployments, leftBehind: (agent) => left.get(agent) ?? null },
  })
  const organization = await context.found('Northwind')
  const agent = await putAgent(context.services, organization.org, { name: 'Mail sorter' })
  const remove = () => call(agentsRemove, removeAgent, organization.as('admin'), { params: { id: agent.id } })
  left.set(agent.id, 'Something of it may still run at its target.')
  await expect(remove()).rejects.toMatchObject({
    code: 'illegal_transition',
    message: expect.stringContaining('Mail sorter cannot be removed yet. Something of it may still run at its target.'),
  })
  expect(context.services.store.get(agents, organization.org, agent.id)).toBeDefined()
  left.clear()
  await remove()
  expect(context.services.store.get(agents, organization.org, agent.id)).toBeUndefined()
})
