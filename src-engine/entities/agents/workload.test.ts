import { afterEach, beforeEach, expect, test } from 'vitest'
import { agentsRestart } from '../../contract/agents.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { restartAgent } from './workload.ts'

let context: TestContext
let organization: TestOrganization

beforeEach(async () => {
  context = await openTestContext()
  organization = await context.found('Northwind')
})
afterEach(() => context.dispose())

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
