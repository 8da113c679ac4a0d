import { setTimeout as sleep } from 'node:timers/promises'
import { providers } from '../../contract/providers.ts'
import { systemDependencies } from '../../contract/system.ts'
import { targets } from '../../contract/targets.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Store } from '../../store/index.ts'
import type { Ctx, Verb } from '../context.ts'
import type { Dependency, Finding } from './dependency.ts'
import { deviceKeyTrouble } from '../organizations/device-key.ts'
import { type ProbeCache, createProbeCache } from './probe-cache.ts'
import { probeProvider, probeTarget, vaultFinding } from './probes.ts'
import { failureSentence, storeFailure } from './store-failure.ts'

/** The answer waits this long for what is outside; what is later is shown the next time. */
const WAIT_MS = 1_000

/** Findings live as long as the store they were made for is open. */
const caches = new WeakMap<Store, ProbeCache>()

export const listDependencies: Verb<typeof systemDependencies> = async (ctx) => {
  const { org } = authorizeIn(ctx.actor, systemDependencies)
  const cache = caches.get(ctx.store) ?? createProbeCache(ctx.clock, ctx.logger)
  caches.set(ctx.store, cache)
  const answered = new AbortController()
  const deadline = sleep(WAIT_MS, undefined, { signal: answered.signal }).catch(() => undefined)
  try {
    const outside = [
      ...[...ctx.store.rows(providers, org).values()].map(async ({ doc, version }): Promise<Dependency> => ({
        name: doc.name,
        kind: 'provider',
        ...(await cache.ask(doc.id, version, () => probeProvider(ctx, doc), deadline)),
      })),
      ...[...ctx.store.rows(targets, org).values()].map(async ({ doc, version }): Promise<Dependency> => ({
        name: doc.name,
        kind: 'target',
        ...(await cache.ask(doc.id, version, () => probeTarget(ctx, doc), deadline)),
      })),
    ]
    return { items: [...(await inside(ctx)), ...(await Promise.all(outside))] }
  } finally {
    answered.abort()
  }
}

/** What is known without asking anybody. */
async function inside(ctx: Ctx): Promise<Dependency[]> {
  const checkedAt = isoTime(ctx.clock.now())
  const failure = storeFailure(ctx.store)
  if (failure) ctx.logger.error({ err: failure }, 'the store does not answer')
  return [
    { name: 'Store', kind: 'store', ...(await storeFinding(ctx.store, failure)), checkedAt },
    {
      name: ctx.vault.kind === 'keychain' ? 'Keychain' : 'Vault file',
      kind: 'vault',
      // What the vault should hold stands in the store.
      ...vaultFinding(ctx.vault, failure ? null : await deviceKeyTrouble(ctx)),
      checkedAt,
    },
    ...runtimeAddresses(ctx).map((address) => ({
      ...address,
      kind: 'runtime' as const,
      state: 'ok' as const,
      checkedAt,
    })),
  ]
}

/**
 * A disk that is almost full still takes what is written: people are told while they can do something about it. What is
 * written to a directory that is gone is lost.
 */
async function storeFinding(store: Store, failure: Error | null): Promise<Finding> {
  if (failure !== null) return { state: 'down', detail: failureSentence(failure) }
  const shortage = await store.shortage()
  if (shortage !== null)
    return { state: shortage.code === 'storage_full' ? 'degraded' : 'down', detail: shortage.message }
  return { state: 'ok', detail: 'Both database files answer.' }
}

/** The ports that stand open for deployed agents, each with why. */
function runtimeAddresses({ openAddresses }: Ctx): Pick<Dependency, 'name' | 'detail'>[] {
  const open = openAddresses()
  if (open.length === 0)
    return [{ name: 'Agents’ address', detail: 'Closed: none is open before an agent is deployed.' }]
  return open.map(({ host, port, users }) => ({
    name: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    detail: `Open for ${users.join(' and ')}. Who has no token of a deployed agent is refused there.`,
  }))
}
