import { type Role, roles } from '../../contract/access.ts'
import type { CallOf, InputOf, Operation, ResultOf } from '../../contract/operation.ts'
import { users } from '../../contract/users.ts'
import type { Actor } from '../../kernel/actor.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createIds } from '../../kernel/ids.ts'
import { createNamedTurns } from '../../kernel/in-turn.ts'
import type { Clock } from '../../kernel/ports.ts'
import type { Store } from '../../store/index.ts'
import { type TestStore, openTestStore, silentLogger } from '../../store/testing/open-test-store.ts'
import { openAgentBook } from '../agents/book.ts'
import { openApprovalDesk } from '../approvals/desk.ts'
import { createPasswords } from '../auth/passwords.ts'
import { createSessions } from '../auth/sessions.ts'
import { openBudgetBook } from '../budgets/book.ts'
import { type Ctx, JsonText, type Services, type Verb } from '../context.ts'
import { foundOrganization } from '../organizations/found.ts'
import { openRunDesk } from '../runs/desk.ts'
import { type FakeTargets, createFakeTargets } from './fake-targets.ts'
import { type FakeVault, createFakeVault } from './fake-vault.ts'
import { noDeployments } from './no-deployments.ts'
import { type ScriptedFetch, createScriptedFetch } from './scripted-fetch.ts'

/** An organization with one person of each role, and the context of each. */
export interface TestOrganization {
  readonly org: string
  as(role: Role, over?: Partial<Ctx>): Ctx
}

/** Everything verbs stand on: a real store and real books, and fakes at the ports. */
export interface TestContext {
  readonly disk: TestStore
  readonly services: Services
  readonly vault: FakeVault
  readonly network: ScriptedFetch
  readonly places: FakeTargets
  found(name: string): Promise<TestOrganization>
  /** Closes the store and opens it and the books anew, as a restart would; `services` are other ones afterwards. */
  restart(): Promise<void>
  /** A context of somebody who belongs to no organization. */
  outside(actor: Actor): Ctx
  dispose(): Promise<void>
}

export async function openTestContext(over: Partial<Services> = {}, clock: Clock = systemClock): Promise<TestContext> {
  const disk = await openTestStore(clock)
  const ids = createIds(clock)
  const vault = createFakeVault()
  const network = createScriptedFetch()
  const places = createFakeTargets()
  function open(store: Store): Services {
    const budgets = openBudgetBook(store, clock, ids)
    return {
      store,
      clock,
      ids,
      logger: silentLogger,
      fetch: network.fetch,
      vault,
      turns: createNamedTurns(),
      passwords: createPasswords(),
      sessions: createSessions(store, clock, ids),
      agents: openAgentBook(store, budgets, clock, ids),
      budgets,
      approvals: openApprovalDesk(store, clock, ids, silentLogger),
      runs: openRunDesk(store, ids),
      deployments: noDeployments,
      targets: places,
      openAddresses: () => [],
      version: '0.0.0-test',
      ...over,
    }
  }
  let services = open(disk.store)
  function context(actor: Actor, own: Partial<Ctx> = {}): Ctx {
    return {
      ...services,
      actor,
      requestId: 'req-test',
      ifVersion: undefined,
      client: 'test',
      signal: new AbortController().signal,
      ...own,
    }
  }
  return {
    disk,
    get services() {
      return services
    },
    vault,
    network,
    places,
    outside: (actor) => context(actor),
    async found(name) {
      const email = (role: Role): string => `${role}@${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.test`
      const owner = { name: 'The owner', email: email('owner'), password: 'a long enough password' }
      const { organization } = await foundOrganization(
        context({ kind: 'setup' }),
        { organization: name, owner, phc: 'never verified here', check: () => undefined },
        () => null,
      )
      const org = organization.id
      const { store, sessions } = services
      await store.transaction({ org, actor: 'system:test', requestId: '' }, (tx) => {
        for (const { doc } of store.rows(users, org).values()) sessions.start(tx, doc, 'test')
        for (const role of roles) {
          if (role === 'owner') continue
          const { doc } = tx.insert(users, {
            id: ids.next('usr'),
            org,
            createdAt: tx.at,
            name: `The ${role}`,
            email: email(role),
            role,
            disabled: false,
          })
          sessions.start(tx, doc, 'test')
        }
      })
      const started = new Map([...store.rows(users, org).keys()].map((id) => [id, sessions.of(id)[0]?.id ?? '']))
      return {
        org,
        as(role, own) {
          const user = [...services.store.rows(users, org).values()].find(({ doc }) => doc.role === role)?.doc
          if (!user) throw new Error(`the test organization lost its ${role}`)
          return context({ kind: 'user', id: user.id, org, role, session: started.get(user.id) ?? '' }, own)
        },
      }
    },
    async restart() {
      services.approvals.close()
      services = open(await disk.reopen())
      await services.budgets.recovered
    },
    async dispose() {
      services.approvals.close()
      await disk.dispose()
    },
  }
}

/** Calls a verb as the API does: input parsed by the operation's schemas, and its result held against them. */
export async function call<O extends Operation>(
  operation: O,
  verb: Verb<O>,
  ctx: Ctx,
  input: Partial<CallOf<O>> = {},
): Promise<ResultOf<O>> {
  // Parsed by the very schemas that give the verb's input its type.
  const parsed = {
    params: operation.params.parse(input.params ?? {}),
    query: operation.query.parse(input.query ?? {}),
    body: operation.body.parse(input.body),
  } as InputOf<O>
  const result = await verb(ctx, parsed)
  return operation.result.parse(result instanceof JsonText ? JSON.parse(result.text) : result) as ResultOf<O>
}
