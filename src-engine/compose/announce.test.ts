import { afterEach, beforeEach, expect, test } from 'vitest'
import { createActivityRecorder } from '../entities/activity/recorder.ts'
import { putAgent } from '../entities/testing/put-agent.ts'
import { type TestContext, openTestContext } from '../entities/testing/test-context.ts'
import { activityEvents } from '../store/index.ts'
import { announceChanges } from './announce.ts'

let context: TestContext

beforeEach(async () => {
  context = await openTestContext()
})
afterEach(() => context.dispose())

test('a request that nobody answered says that its call was denied, one whose run ended that it was not carried out', async () => {
  const { services, disk } = context
  const { store, clock, ids, agents, approvals } = services
  const { org } = await context.found('Northwind')
  announceChanges(services, disk.bus, createActivityRecorder(store, disk.bus, clock, ids, agents))
  const { id: agent } = await putAgent(services, org)
  const ask = (run: string, tool: string, ms: number): Promise<unknown> =>
    approvals.request(org, {
      agent,
      run,
      agentName: 'Iris',
      call: run,
      tool,
      args: {},
      argsHash: 'a'.repeat(64),
      risk: 'high',
      sideEffects: [],
      reason: 'asked',
      policyRev: 'a'.repeat(64),
      required: 1,
      expiresAt: new Date(Date.now() + ms).toISOString(),
    })
  await ask('run_00000001', 'write', 60_000)
  await approvals.withdrawRun(org, 'run_00000001')
  await ask('run_00000002', 'exec', 1)

  const told = (): unknown[] =>
    store
      .stream(activityEvents)
      .page(org, { agent }, { after: null, limit: 10, order: 'oldest' })
      .records.map(({ type, doc }) => [type, doc.message, doc.data['state']])
  await expect.poll(told).toEqual([
    ['approval_decided', 'its run ended before anybody answered, so write was not carried out', 'withdrawn'],
    ['approval_decided', 'nobody answered in time, so exec was denied', 'expired'],
  ])
})
