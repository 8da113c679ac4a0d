import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allBindings } from '../../compose/bindings.ts'
import { createActivityRecorder } from '../../entities/activity/recorder.ts'
import { openAgentBook } from '../../entities/agents/book.ts'
import { openApprovalDesk } from '../../entities/approvals/desk.ts'
import { createPasswords } from '../../entities/auth/passwords.ts'
import { createSessions } from '../../entities/auth/sessions.ts'
import { openBudgetBook } from '../../entities/budgets/book.ts'
import type { Services } from '../../entities/context.ts'
import { openRunDesk } from '../../entities/runs/desk.ts'
import { createFakeTargets } from '../../entities/testing/fake-targets.ts'
import { createFakeVault } from '../../entities/testing/fake-vault.ts'
import { createScriptedFetch } from '../../entities/testing/scripted-fetch.ts'
import { systemClock } from '../../kernel/clock.ts'
import { type EventBus, createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import { createNamedTurns } from '../../kernel/in-turn.ts'
import type { Clock } from '../../kernel/ports.ts'
import { openStore } from '../../store/index.ts'
import { silentLogger } from '../../store/testing/open-test-store.ts'
import { type ApiConfig, createApi, defaultLimits } from '../index.ts'
import { createMemoryDeployments } from './memory-deployments.ts'

export const SETUP_TOKEN = 'the-setup-token-of-a-test'
export const HOST = 'control.test'

/** Thousands of small commits: on a memory disk where there is one, for what a disk does with them is tested in store/. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The API over a real store and real books in a throw-away directory; fakes at the ports to vault, network, places and workloads. */
export interface TestApi {
  readonly directory: string
  readonly services: Services
  readonly bus: EventBus
  fetch(request: Request): Promise<Response>
  /** Closes the store and opens everything anew on the same directory, as a restart would. */
  restart(): Promise<void>
  dispose(): Promise<void>
}

export interface TestApiOptions {
  readonly clock?: Clock
  readonly config?: Partial<ApiConfig>
  /** Changes what the API stands on: a port that fails, say. */
  readonly around?: (services: Services) => Services
}

const unlimited: ApiConfig['limits'] = { ...defaultLimits, perMinute: 10_000_000, signInsPerMinute: 10_000_000 }

interface Running {
  readonly services: Services
  readonly bus: EventBus
  readonly api: { fetch(request: Request): Response | Promise<Response> }
}

export async function openTestApi({
  clock = systemClock,
  config = {},
  around = (services) => services,
}: TestApiOptions = {}): Promise<TestApi> {
  const directory = await mkdtemp(join(SCRATCH, 'control-api-'))
  const vault = createFakeVault()

  async function start(): Promise<Running> {
    const ids = createIds(clock)
    const bus = createEventBus((error) => {
      throw error
    })
    const store = await openStore({ directory, clock, ids, bus, logger: silentLogger })
    const budgets = openBudgetBook(store, clock, ids)
    const agents = openAgentBook(store, budgets, clock, ids)
    const base = {
      store,
      clock,
      ids,
      logger: silentLogger,
      fetch: createScriptedFetch().fetch,
      vault,
      turns: createNamedTurns(),
      passwords: createPasswords(),
      sessions: createSessions(store, clock, ids),
      agents,
      budgets,
      approvals: openApprovalDesk(store, clock, ids, silentLogger),
      runs: openRunDesk(store, ids),
      targets: createFakeTargets(),
      openAddresses: () => [],
      version: '0.0.0-test',
    }
    const services = around({ ...base, deployments: createMemoryDeployments(base) })
    const api = createApi({
      services,
      bindings: allBindings(bus),
      config: {
        hosts: new Set([HOST]),
        origins: new Set([`http://${HOST}`]),
        allowedOrigins: new Set(),
        dashboard: null,
        docsScript: null,
        secure: false,
        limits: unlimited,
        ...config,
      },
      setupToken: SETUP_TOKEN,
      addressOf: () => 'local',
    })
    return { services, bus, api }
  }

  let running = await start()
  async function stop(): Promise<void> {
    running.services.approvals.close()
    await running.services.store.close()
  }
  return {
    directory,
    get services() {
      return running.services
    },
    get bus() {
      return running.bus
    },
    fetch: async (request) => running.api.fetch(request),
    async restart() {
      await stop()
      running = await start()
    },
    async dispose() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Records activity as the engine does: on the disk, in the agent's last action, and to every screen. */
export function activityOf({
  services,
  bus,
}: Pick<TestApi, 'services' | 'bus'>): ReturnType<typeof createActivityRecorder> {
  return createActivityRecorder(services.store, bus, services.clock, services.ids, services.agents)
}
