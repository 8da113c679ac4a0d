import type { Operation } from '../../contract/operation.ts'
import { verifiers } from '../../entities/auth/records.ts'
import { type Makers, makersFor } from './makers.ts'
import type { Sending } from './send.ts'
import { PASSWORD, type Person, type Place, type World } from './world.ts'

/** Where the ids of a request come from, and who is going to send it (null for nobody who is signed in). */
export interface Kitchen {
  readonly world: World
  readonly place: Place
  readonly make: Makers
  readonly caller: Person | null
}
type Recipe = (kitchen: Kitchen) => Sending | Promise<Sending>

const nothing: Recipe = () => ({})
const reason: Recipe = async ({ make }) => ({ params: { id: await make.agent() }, body: { reason: 'because' } })
const one =
  (of: (make: Makers) => Promise<string>, body?: object): Recipe =>
  async ({ make }) => ({ params: { id: await of(make) }, ...(body ? { body } : {}) })
const ofAgent: Recipe = async ({ make }) => ({ query: { agent: (await make.talk()).agent } })

/**
 * A request of each operation that is right in every way, about new things of `place`. Carried out by somebody who may
 * and belongs there, each succeeds.
 */
const recipes: Readonly<Record<string, Recipe>> = {
  'auth.status': nothing,
  'auth.setup': ({ make }) => ({
    body: {
      organization: 'Second',
      name: 'Second owner',
      email: `second${make.unique()}@second.test`,
      password: PASSWORD,
      client: 'token',
    },
  }),
  'auth.login': ({ place }) => ({ body: { email: place.people.member.email, password: PASSWORD, client: 'token' } }),
  'auth.refresh': async ({ world, place }) => {
    const { store, sessions } = world.api.services
    const { id } = place.people.member
    const tokens = await store.transaction({ org: place.org, actor: `user:${id}`, requestId: '' }, (tx) =>
      sessions.start(tx, { id, org: place.org }, 'a test'),
    )
    return { body: { refreshToken: tokens.refreshToken } }
  },
  'auth.logout': nothing,
  'auth.me': nothing,
  'auth.password': async ({ world, caller }) => {
    if (caller) await givePassword(world, caller)
    return { body: { current: PASSWORD, next: 'another long password' } }
  },
  'auth.sessions': nothing,
  'auth.end-session': async ({ world, place, caller }) => {
    const person = caller?.org === place.org ? caller : place.people.viewer
    const { store, sessions } = world.api.services
    const before = new Set(sessions.of(person.id).map(({ id }) => id))
    await store.transaction({ org: place.org, actor: `user:${person.id}`, requestId: '' }, (tx) =>
      sessions.start(tx, person, 'to be ended'),
    )
    const [session] = sessions.of(person.id).filter(({ id }) => !before.has(id))
    return { params: { id: session?.id ?? '' } }
  },

  'organizations.list': nothing,
  'organizations.get': ({ place }) => ({ params: { id: place.org } }),
  'organizations.create': ({ make }) => ({
    body: {
      name: `Third ${make.unique()}`,
      owner: { name: 'Third owner', email: `third${make.unique()}@third.test`, password: PASSWORD },
    },
  }),
  'organizations.update': ({ place }) => ({ params: { id: place.org }, body: { name: `${place.marker} renamed` } }),

  'users.list': nothing,
  'users.get': one((make) => make.person()),
  'users.create': ({ make, place }) => ({
    body: {
      name: 'New',
      email: `new${make.unique()}@${place.marker.toLowerCase()}.test`,
      role: 'viewer',
      password: PASSWORD,
    },
  }),
  'users.update': one((make) => make.person(), { name: 'Renamed' }),
  'users.remove': one((make) => make.person()),

  'agents.list': async ({ make }) => ({ query: { target: await make.target() } }),
  'agents.get': one((make) => make.agent()),
  'agents.create': async ({ make, place }) => ({ body: { name: `${place.marker} new`, target: await make.target() } }),
  'agents.update': one((make) => make.agent(), { description: 'Writes.' }),
  'agents.remove': one((make) => make.agent()),
  'agents.pause': reason,
  'agents.resume': reason,
  'agents.stop': reason,
  'agents.start': reason,
  'agents.restart': one((make) => make.runningAgent(), { reason: 'asked for' }),
  'agents.destroy': reason,
  'agents.kill': reason,
  'agents.release': one((make) => make.killedAgent(), { killNo: 1 }),
  'agents.bulk-stop': async ({ make }) => ({ body: { ids: [await make.agent()] } }),
  'agents.history': one((make) => make.agent()),
  'agents.revisions': one((make) => make.agent()),
  'agents.restore': async ({ world, make, place }) => {
    const id = await make.agent()
    return { params: { id }, body: { revision: world.api.services.agents.view(place.org, id)?.revision } }
  },
  'agents.check': one((make) => make.agent(), { tool: 'write', args: { path: 'a.txt' } }),
  'agents.templates': nothing,

  'targets.list': nothing,
  'targets.get': one((make) => make.target()),
  'targets.detect': nothing,
  'targets.create': ({ make, place }) => ({
    body: { name: `${place.marker} place ${make.unique()}`, place: { kind: 'docker', host: null } },
  }),
  'targets.update': async ({ make, place }) => ({
    params: { id: await make.target() },
    body: { name: `${place.marker} moved ${make.unique()}` },
  }),
  'targets.remove': one((make) => make.target()),
  'targets.test': one((make) => make.target()),

  'deployments.plan': one((make) => make.agent()),
  'deployments.deploy': one((make) => make.agent(), {}),
  'deployments.list': ofAgent,
  'deployments.get': one((make) => make.deployment()),
  'deployments.cancel': one((make) => make.deployment()),
  'deployments.logs': async ({ make }) => ({ params: { id: await make.agent() }, query: { follow: false } }),

  'runs.create': one((make) => make.deployedAgent(), { task: 'Write a haiku.' }),
  'runs.list': ofAgent,
  'runs.get': one((make) => make.run()),
  'runs.cancel': one((make) => make.run()),
  'runs.stream': one((make) => make.run()),
  'conversations.list': ofAgent,
  'conversations.get': async ({ make }) => ({ params: { run: (await make.talk()).run } }),

  'approvals.list': async ({ make }) => ({ query: { agent: (await make.approval()).agent } }),
  'approvals.get': async ({ make }) => ({ params: { id: (await make.approval()).id } }),
  'approvals.vote': async ({ make }) => {
    const { id, argsHash } = await make.approval()
    return { params: { id }, body: { decision: 'approve', argsHash } }
  },

  'budgets.list': ofAgent,
  'budgets.get': one((make) => make.budget()),
  'budgets.create': async ({ make }) => ({
    body: { agent: await make.agent(), cap: { period: 'day', microUsd: 5_000_000, tokens: null } },
  }),
  'budgets.update': one((make) => make.budget(), { cap: { period: 'day', microUsd: 7_000_000, tokens: 1_000 } }),
  'budgets.remove': one((make) => make.budget()),
  'budgets.usage': ofAgent,

  'activity.list': ofAgent,
  'tool-calls.list': ofAgent,
  'events.stream': nothing,

  'providers.list': nothing,
  'providers.get': one((make) => make.provider()),
  'providers.detect': nothing,
  'providers.create': async ({ make, place }) => ({
    body: {
      name: `${place.marker} models ${make.unique()}`,
      kind: 'openai-compatible',
      endpoint: { baseUrl: 'http://127.0.0.1:9/v1', secret: await make.secret() },
    },
  }),
  'providers.update': async ({ make, place }) => ({
    params: { id: await make.provider() },
    body: { name: `${place.marker} models ${make.unique()}` },
  }),
  'providers.remove': one((make) => make.provider()),
  'providers.test': one((make) => make.provider()),

  'secrets.list': nothing,
  'secrets.create': ({ make, place }) => ({ body: { name: `${place.marker} key ${make.unique()}`, value: 'a value' } }),
  'secrets.replace': one((make) => make.secret(), { value: 'another value' }),
  'secrets.remove': one((make) => make.secret()),

  'settings.get': nothing,
  'settings.update': async ({ make }) => ({ body: { defaultTarget: await make.target() } }),

  'audit.list': async ({ make }) => ({ query: { target: await make.agent() } }),
  'audit.verify': nothing,
  'audit.export': async ({ make }) => ({ query: { target: await make.agent() } }),

  'data.backup': nothing,

  'system.health': nothing,
  'system.ready': nothing,
  'system.dependencies': nothing,
  'system.stats': nothing,
}

/** Prepares a request of `operation` about `place` for `caller`. */
export async function prepare(
  world: World,
  operation: Operation,
  place: Place,
  caller: Person | null,
): Promise<Sending> {
  const recipe = recipes[operation.id]
  if (!recipe) throw new Error(`${operation.id} has no recipe: say in recipes.ts what a right request of it is`)
  return recipe({ world, place, make: makersFor(world, place), caller })
}

let phc: Promise<string> | null = null
/** Gives a person the password that all start with. */
async function givePassword({ api }: World, { id, org }: Person): Promise<void> {
  phc ??= api.services.passwords.hash(PASSWORD)
  const known = await phc
  await api.services.store.transaction({ org, actor: 'system:test', requestId: '' }, (tx) =>
    tx.local.put(verifiers, id, { phc: known }, { org }),
  )
}
