import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type AddressOf, createApi } from '../api/index.ts'
import { organizations } from '../contract/organizations.ts'
import { openInstanceTokens } from '../deploy/index.ts'
import { createActivityRecorder } from '../entities/activity/recorder.ts'
import { openAgentBook } from '../entities/agents/book.ts'
import { createPolicyBook } from '../entities/agents/policy-book.ts'
import { openApprovalDesk } from '../entities/approvals/desk.ts'
import { createPasswords } from '../entities/auth/passwords.ts'
import { createSessions } from '../entities/auth/sessions.ts'
import { openBudgetBook } from '../entities/budgets/book.ts'
import type { Services } from '../entities/context.ts'
import { deviceKeyTrouble } from '../entities/organizations/device-key.ts'
import { openRunDesk } from '../entities/runs/desk.ts'
import { tidyVaultSlots } from '../entities/users/vault-slots.ts'
import { systemClock } from '../kernel/clock.ts'
import { type EventBus, createEventBus } from '../kernel/events.ts'
import { createIds } from '../kernel/ids.ts'
import { createNamedTurns } from '../kernel/in-turn.ts'
import type { Clock, Fetch, Ids, Logger } from '../kernel/ports.ts'
import { createRuntimeApp } from '../runtime/index.ts'
import { type LocalKind, type Store, openStore } from '../store/index.ts'
import { openVault } from '../vault/index.ts'
import { announceChanges } from './announce.ts'
import { endRunsWithTheirAgent } from './end-runs.ts'
import { allBindings } from './bindings.ts'
import { composeDeployments } from './deployments.ts'
import type { EngineConfig } from './engine-config.ts'
import { createRuntimePorts } from './runtime/index.ts'
import { createRuntimeListener } from './runtime-listener.ts'

export interface EnginePorts {
  readonly logger: Logger
  readonly clock?: Clock
  readonly fetch?: Fetch
  readonly addressOf?: AddressOf
  /** Called when the first owner is made: from then on the one-time token is good for nothing. */
  readonly onSetUp?: () => void
}

export interface Engine {
  /** The whole API as one value. */
  readonly api: { fetch(request: Request, env?: object): Response | Promise<Response> }
  /** The one-time token of the first start, null once there is an owner. */
  readonly setupToken: string | null
  close(): Promise<void>
}

const port = z.object({ port: z.int() })
/** Ports of the runtime listener by host: agents that run know them. */
const runtimePorts: LocalKind<z.output<typeof port>> = { kind: 'runtime-port', schema: port }

const SWEEP_MS = 60_000

/**
 * Opens the engine of a data directory: the only door. This is the composition root; everything is wired here by hand.
 * @throws EngineError as openStore and openVault
 */
export async function openEngine(config: EngineConfig, ports: EnginePorts): Promise<Engine> {
  const {
    logger,
    clock = systemClock,
    fetch = (url, init) => globalThis.fetch(url, init),
    addressOf = () => 'local',
  } = ports
  const ids = createIds(clock)
  const bus = createEventBus((error) => logger.error({ err: error }, 'an event listener failed'))
  const store = await openStore({ directory: config.directory, clock, ids, bus, logger })
  try {
    return await compose({ store, bus, ids, clock, fetch, addressOf }, config, ports)
  } catch (error) {
    await store.close()
    throw error
  }
}

interface Foundation {
  readonly store: Store
  readonly bus: EventBus
  readonly ids: Ids
  readonly clock: Clock
  readonly fetch: Fetch
  readonly addressOf: AddressOf
}

/** Everything above the store, wired by hand. */
async function compose(
  { store, bus, ids, clock, fetch, addressOf }: Foundation,
  config: EngineConfig,
  { logger, onSetUp }: EnginePorts,
): Promise<Engine> {
  const vault = await openVault({ directory: config.directory, ...config.vault, clock })
  const budgets = openBudgetBook(store, clock, ids)
  await budgets.recovered
  const agents = openAgentBook(store, budgets, clock, ids)
  const approvals = openApprovalDesk(store, clock, ids, logger)
  const policies = createPolicyBook(store)
  const activity = createActivityRecorder(store, bus, clock, ids, agents)
  const base = {
    store,
    clock,
    ids,
    logger,
    fetch,
    vault,
    turns: createNamedTurns(),
    passwords: createPasswords(),
    sessions: createSessions(store, clock, ids),
    agents,
    budgets,
    approvals,
    runs: openRunDesk(store, ids),
    version: config.version,
  }
  const tokens = openInstanceTokens(store, ids, clock)
  const deployments = composeDeployments({ ...base, activity, tokens }, config, (host, users) =>
    listener.listen(host, users),
  )
  const services: Services = { ...base, deployments, targets: deployments, openAddresses: () => listener.open() }
  const runtime = createRuntimeApp(createRuntimePorts({ services, policies, activity }, tokens))
  const known = new Map(store.local.list(runtimePorts).map(({ key, record }) => [key, record.port]))
  const listener = createRuntimeListener(runtime, logger, known, (host, chosen) => {
    store
      .transaction({ org: null, actor: 'system:runtime', requestId: '' }, (tx) =>
        tx.local.put(runtimePorts, host, { port: chosen }),
      )
      .catch((error: unknown) => logger.error({ err: error }, 'the runtime port could not be remembered'))
  })
  await tidyVaultSlots(services)
  const trouble = await deviceKeyTrouble(services)
  if (trouble !== null) logger.error({}, trouble)
  announceChanges(services, bus, activity)
  endRunsWithTheirAgent(services, bus)
  if (onSetUp && store.organizations().length === 0) {
    let told = false
    store.listen(organizations, () => {
      if (!told) onSetUp()
      told = true
    })
  }
  const setupToken = randomBytes(24).toString('base64url')
  const api = createApi({ services, bindings: allBindings(bus), config: config.api, setupToken, addressOf })
  const sweeper = setInterval(() => void sweep(store, logger), SWEEP_MS)
  sweeper.unref()
  await deployments.resume()

  return {
    api,
    get setupToken() {
      return store.organizations().length > 0 ? null : setupToken
    },
    async close() {
      clearInterval(sweeper)
      approvals.close()
      await deployments.close()
      await listener.close()
      vault.lock()
      await store.close()
    },
  }
}

/** What is swept is only old: a disk that is full now is swept a minute later. */
async function sweep(store: Store, logger: Logger): Promise<void> {
  try {
    await store.sweep()
  } catch (error) {
    logger.error({ err: error }, 'what has expired could not be removed')
  }
}
