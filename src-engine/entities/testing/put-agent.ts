import { type Agent, agentConfigSchema, agents } from '../../contract/agents.ts'
import type { Services } from '../context.ts'

/** Puts an agent's document into the store, as little described as an agent can be. */
export async function putAgent(
  { store, ids }: Pick<Services, 'store' | 'ids'>,
  org: string,
  over: Partial<Agent> = {},
): Promise<Agent> {
  const config = agentConfigSchema.parse({
    name: 'Iris',
    role: 'helper',
    description: '',
    instructions: '',
    model: null,
    tools: [],
    permissions: {},
    target: null,
    resources: {},
    limits: {},
    tags: [],
  })
  return store.transaction(
    { org, actor: 'system:test', requestId: '' },
    (tx) =>
      tx.insert(agents, {
        id: ids.next('agt'),
        org,
        createdAt: tx.at,
        createdBy: ids.next('usr'),
        ...config,
        desired: 'stopped',
        paused: false,
        killNo: 0,
        released: 0,
        ...over,
      }).doc,
  )
}
