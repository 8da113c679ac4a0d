import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { activityTypes } from '../../src-engine/contract/activity.ts'
import { agents } from '../../src-engine/contract/agents.ts'
import { authSetup } from '../../src-engine/contract/auth.ts'
import { createClient } from '../../src-engine/contract/client.ts'
import { activityEvents } from '../../src-engine/store/index.ts'
import { owner, startHost } from './host.ts'
import { openBenchStore } from './open-bench-store.ts'

export const AGENTS = 5_000
export const EVENTS = 200_000
const DAY_MS = 86_400_000

const templates = ['careful-writer', 'developer', 'researcher']
const places = ['north', 'south', 'east', 'west']
const roles = ['Writer', 'Developer', 'Researcher', 'Support', 'Bookkeeper']

let made: Promise<string> | null = null

/**
 * A data directory with an owner, 5,000 agents and 200,000 activity records of the last 30 days, as a copy of its own.
 * The agents are created over HTTP, the records through the store; made once a run.
 */
export async function seededDirectory(): Promise<string> {
  made ??= makeSeed()
  const copy = await mkdtemp(join(tmpdir(), 'bench-data-'))
  await cp(await made, copy, { recursive: true })
  return copy
}

export async function removeSeed(): Promise<void> {
  if (made) await rm(await made, { recursive: true, force: true })
  made = null
}

async function makeSeed(): Promise<string> {
  const begun = performance.now()
  const directory = await mkdtemp(join(tmpdir(), 'bench-seed-'))
  await createAgents(directory)
  await writeEvents(directory)
  console.error(
    `bench: ${AGENTS} agents and ${EVENTS} activity records made in ${((performance.now() - begun) / 1_000).toFixed(1)} s`,
  )
  return directory
}

async function createAgents(directory: string): Promise<void> {
  const host = await startHost(directory)
  try {
    const client = createClient({ baseUrl: host.origin, fetch: (url, init) => fetch(url, init), token: () => null })
    const { grant } = await client.call(authSetup, {
      headers: { authorization: `Setup ${host.setupToken ?? ''}` },
      body: { organization: 'Northwind', name: 'The owner', ...owner, client: 'token' },
    })
    const pool = new Pool(host.origin, { connections: 32 })
    let next = 0
    async function create(): Promise<void> {
      for (let n = (next += 1); n <= AGENTS; n = next += 1) {
        const answer = await pool.request({
          method: 'POST',
          path: '/api/engine/agents',
          headers: { authorization: `Bearer ${grant.accessToken}`, 'content-type': 'application/json' },
          body: JSON.stringify(agentBody(n)),
        })
        const text = await answer.body.text()
        if (answer.statusCode !== 201) throw new Error(`an agent could not be created: ${text}`)
      }
    }
    await Promise.all(Array.from({ length: 32 }, create))
    await pool.close()
  } finally {
    await host.stop()
  }
}

/** Agents as people make them: from a template, with a name, a role and a few tags of their own. */
function agentBody(n: number): object {
  return {
    template: templates[n % templates.length],
    // Scattered, so that order by name is not order of creation.
    name: `Agent ${String((n * 7_919) % 100_003).padStart(6, '0')}`,
    role: roles[n % roles.length],
    tags: [places[n % places.length], n % 10 === 0 ? 'night' : 'day'],
  }
}

async function writeEvents(directory: string): Promise<void> {
  const { store, ids, clock } = await openBenchStore(directory)
  const org = store.organizations()[0] ?? ''
  const known = [...store.rows(agents, org).keys()]
  const start = clock.now() - 30 * DAY_MS
  const written: Promise<unknown>[] = []
  for (let n = 0; n < EVENTS; n += 1) {
    const type = activityTypes[n % activityTypes.length] ?? 'heartbeat'
    const at = new Date(start + Math.floor((n * 30 * DAY_MS) / EVENTS)).toISOString()
    written.push(
      store.append(activityEvents, {
        id: ids.next('act'),
        org,
        agent: known[(n * 31) % known.length] ?? null,
        run: null,
        type,
        at,
        doc: {
          type,
          message: `did ${type.replaceAll('_', ' ')} number ${n}`,
          data: { n, tool: 'read', path: `notes/${n}.md` },
        },
      }),
    )
    if (written.length === 2_000) await Promise.all(written.splice(0))
  }
  await Promise.all(written)
  await store.close()
}
