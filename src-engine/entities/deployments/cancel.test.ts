import { afterEach, expect, test } from 'vitest'
import { deploymentsCancel } from '../../contract/deployments.ts'
import { noDeployments } from '../testing/no-deployments.ts'
import { type TestContext, call, openTestContext } from '../testing/test-context.ts'
import { cancelDeployment } from './cancel.ts'
import type { DeploymentPort } from './port.ts'

let context: TestContext

afterEach(() => context.dispose())

test('the mark of a request with an Idempotency-Key goes with the cancellation', async () => {
  const orders: Parameters<DeploymentPort['cancel']>[0][] = []
  context = await openTestContext({
    deployments: {
      ...noDeployments,
      cancel(order) {
        orders.push(order)
        return noDeployments.cancel(order, '')
      },
    },
  })
  const organization = await context.found('Northwind')
  const mark = (): void => undefined
  const ctx = organization.as('admin', { mark })
  await expect(
    call(deploymentsCancel, cancelDeployment, ctx, { params: { id: 'dep_0000000001' } }),
  ).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(orders).toMatchObject([{ mark }])
})
