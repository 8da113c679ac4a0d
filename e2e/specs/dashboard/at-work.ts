import { agentsCreate, agentsDestroy, agentsGet } from '../../../src-engine/contract/agents.ts'
import type { Client } from '../../../src-engine/contract/client.ts'
import { deploymentsDeploy } from '../../../src-engine/contract/deployments.ts'
import { clientOf } from '../../thread/host.ts'
import { until } from '../../thread/until.ts'
import { setUp, test as base } from './app.ts'

export interface AtWork {
  readonly client: Client
  readonly agent: { readonly id: string; readonly name: string }
}

/** An organization with one agent that runs on this machine; its workload, which would outlive the host, goes afterwards. */
export const test = base.extend<{ atWork: AtWork }>({
  atWork: async ({ host }, hand) => {
    const client = clientOf(host, await setUp(host))
    const agent = await client.call(agentsCreate, { body: { name: 'Ada Support', template: 'careful-writer' } })
    const reaches = (wanted: string) =>
      until(
        `the agent is ${wanted}`,
        async () => (await client.call(agentsGet, { params: { id: agent.id } })).observed.state === wanted,
      )
    await client.call(deploymentsDeploy, { params: { id: agent.id }, body: {} })
    await reaches('running')
    await hand({ client, agent })
    await client.call(agentsDestroy, { params: { id: agent.id }, body: {} })
    await reaches('ready')
  },
})
