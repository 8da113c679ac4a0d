import { z } from 'zod'
import { agentsCreate, agentsKill, agentsStart } from '../../contract/agents.ts'
import { budgetsCreate } from '../../contract/budgets.ts'
import { deploymentsDeploy } from '../../contract/deployments.ts'
import { providersCreate } from '../../contract/providers.ts'
import { runsCreate } from '../../contract/runs.ts'
import { secretsCreate } from '../../contract/secrets.ts'
import { targetsCreate } from '../../contract/targets.ts'
import { type User, users } from '../../contract/users.ts'
import { argsHash } from '../../decide/index.ts'
import { putDecision, putTurn } from '../../entities/testing/records.ts'
import type { Operation } from '../../contract/operation.ts'
import { activityOf } from './open-test-api.ts'
import type { Place, World } from './world.ts'

export interface Makers {
  agent(): Promise<string>
  deployedAgent(): Promise<string>
  killedAgent(): Promise<string>
  /** An agent that is wanted running. */
  runningAgent(): Promise<string>
  deployment(): Promise<string>
  target(): Promise<string>
  provider(): Promise<string>
  secret(): Promise<string>
  budget(): Promise<string>
  run(agent?: string): Promise<string>
  /** A run with a turn, a decided tool call and an activity record. */
  talk(): Promise<{ readonly agent: string; readonly run: string }>
  approval(over?: {
    readonly required?: number
    readonly expiresAt?: string
    readonly run?: string
  }): Promise<{ readonly id: string; readonly argsHash: string; readonly agent: string }>
  person(over?: Partial<User>): Promise<string>
  /** A text that no other call answers. */
  unique(): string
}

let made = 0
function unique(): string {
  made += 1
  return String(made)
}

/** Makes one new thing of each kind in an organization and answers its id; what the API offers is made through it. */
export function makersFor(world: World, place: Place): Makers {
  const { services } = world.api
  const { owner } = place.people
  async function create(operation: Operation, body: object, params: Record<string, string> = {}): Promise<string> {
    return (await world.must(owner, operation, { params, body })).read(z.object({ id: z.string() })).id
  }
  const makers: Makers = {
    agent: () => create(agentsCreate, { name: `${place.marker} agent ${unique()}` }),
    async deployedAgent() {
      const id = await makers.agent()
      await world.must(owner, agentsStart, { params: { id }, body: {} })
      return id
    },
    async runningAgent() {
      const id = await makers.agent()
      await world.must(owner, agentsStart, { params: { id }, body: {} })
      return id
    },
    async killedAgent() {
      const id = await makers.agent()
      await world.must(owner, agentsKill, { params: { id }, body: {} })
      return id
    },
    deployment: async () => create(deploymentsDeploy, {}, { id: await makers.agent() }),
    target: () => create(targetsCreate, { name: `${place.marker} target ${unique()}`, place: { kind: 'local' } }),
    provider: () =>
      create(providersCreate, {
        name: `${place.marker} provider ${unique()}`,
        kind: 'openai-compatible',
        endpoint: { baseUrl: 'http://127.0.0.1:9/v1' },
      }),
    secret: () => create(secretsCreate, { name: `${place.marker} secret ${unique()}`, value: `${place.marker} value` }),
    budget: async () =>
      create(budgetsCreate, { agent: await makers.agent(), cap: { period: 'day', microUsd: 1_000_000, tokens: null } }),
    run: async (agent?: string) =>
      create(runsCreate, { task: `${place.marker} task` }, { id: agent ?? (await makers.deployedAgent()) }),
    async talk() {
      const agent = await makers.deployedAgent()
      const run = await makers.run(agent)
      const at = new Date().toISOString()
      const where = { org: place.org, agent, run }
      await putTurn(services, where, 0, `${place.marker} turn`, at)
      await putDecision(services, where, at, 'read', 'allow', { path: place.marker })
      await activityOf(world.api).record({ ...where, type: 'warning', message: `${place.marker} warning` })
      return { agent, run }
    },
    async approval(over = {}) {
      const agent = await makers.deployedAgent()
      const args = { path: `${place.marker}.txt` }
      const approval = await services.approvals.request(place.org, {
        agent,
        run: services.ids.next('run'),
        agentName: place.marker,
        call: `call-${unique()}`,
        tool: 'write',
        args,
        argsHash: argsHash(args),
        risk: 'medium',
        sideEffects: ['modifies-files'],
        reason: `${place.marker} asks`,
        policyRev: '0'.repeat(64),
        required: 1,
        expiresAt: new Date(services.clock.now() + 3_600_000).toISOString(),
        ...over,
      })
      return { id: approval.id, argsHash: approval.argsHash, agent }
    },
    async person(over = {}) {
      const id = services.ids.next('usr')
      await services.store.transaction({ org: place.org, actor: 'system:test', requestId: '' }, (tx) =>
        tx.insert(users, {
          id,
          org: place.org,
          createdAt: tx.at,
          name: `${place.marker} ${unique()}`,
          email: `${id}@${place.marker.toLowerCase()}.test`,
          role: 'viewer',
          disabled: false,
          ...over,
        }),
      )
      return id
    },
    unique,
  }
  return makers
}
