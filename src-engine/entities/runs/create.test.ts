import { afterEach, beforeEach, expect, test } from 'vitest'
import { limitsSchema } from '../../contract/agents.ts'
import { runsCreate } from '../../contract/runs.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { createRun } from './create.ts'

let now = Date.UTC(2026, 10, 23, 23)
let context: TestContext
let organization: TestOrganization

beforeEach(async () => {
  now = Date.UTC(2026, 10, 23, 23)
  context = await openTestContext({}, { now: () => now, monotonic: () => now })
  organization = await context.found('Northwind')
})
afterEach(() => context.dispose())

test('an agent is given as many runs a day as its limit says, and no more', async () => {
  const limits = limitsSchema.parse({ runsPerDay: 2 })
  const iris = await putAgent(context.services, organization.org, { desired: 'running', limits })
  const ada = await putAgent(context.services, organization.org, { name: 'Ada', desired: 'running' })
  const give = (id: string): Promise<unknown> =>
    call(runsCreate, createRun, organization.as('member'), { params: { id }, body: { task: 'a task' } })
  await give(iris.id)
  await give(iris.id)
  await expect(give(iris.id)).rejects.toMatchObject({
    code: 'budget_exceeded',
    message: expect.stringContaining('Iris has been given 2 runs today'),
  })
  await context.restart()
  await expect(give(iris.id)).rejects.toMatchObject({ code: 'budget_exceeded' })
  await give(ada.id)
  now += 3_600_000
  await give(iris.id)
})
