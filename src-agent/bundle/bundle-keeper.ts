import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { runtimeConfig, type ConfigBundle } from '../../src-engine/contract/runtime.ts'
import { backOff, pause, type ControlClient } from '../control/index.ts'
import { AgentError, sentence } from '../errors.ts'
import { log } from '../log.ts'
import { verifiedBundle } from './verified-bundle.ts'
import { writeFileDurably } from '../durable/index.ts'

const WAIT_SECONDS = 25
/** Shortest time between two polls, should the other side answer a long poll at once. */
const MOST_OFTEN_MS = 1_000
/** A bundle is asked for again when this much of its life is left. */
const RENEW_MS = 60_000

/** The bundle is parsed here, when its hash was compared with all that was sent. */
const bundleAsSent = { ...runtimeConfig, result: z.unknown() }

/** Holds the config bundle the agent works by. */
export interface BundleKeeper {
  /** The bundle, or undefined when there has never been one. */
  current(): ConfigBundle | undefined
  /** Whether this process has heard from the control center which bundle is the right one. */
  fetched(): boolean
  expired(): boolean
  /** Pulls by long poll until `signal` aborts. */
  poll(signal: AbortSignal): Promise<void>
  /** Pulls at once (the `reload` command). */
  reload(): void
}

export function openBundleKeeper(stateDir: string, client: ControlClient): BundleKeeper {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  const file = path.join(stateDir, 'bundle.json')
  let bundle = readLastGood(file)
  let fetched = false
  let renewNow = true
  let again = new AbortController()

  function take(received: unknown): void {
    const offered = verifiedBundle(received)
    fetched = true
    renewNow = false
    const rev = bundle?.rev ?? 0
    if (offered.rev < rev) {
      log('warn', 'a config bundle with a lower revision was refused', { offered: offered.rev, current: rev })
      return
    }
    if (offered.rev === rev && offered.sha256 !== bundle?.sha256) {
      log('warn', 'a different config bundle under the same revision was refused', { rev })
      return
    }
    if (offered.rev === rev && offered.expiresAt === bundle?.expiresAt) return
    writeFileDurably(file, JSON.stringify(received))
    if (offered.rev > rev) log('info', 'config bundle taken', { rev: offered.rev })
    bundle = offered
  }

  async function pull(signal: AbortSignal): Promise<void> {
    const asked = AbortSignal.any([signal, again.signal])
    const renew = renewNow || (bundle !== undefined && Date.parse(bundle.expiresAt) - Date.now() < RENEW_MS)
    try {
      const query = renew ? { rev: 0, wait: 0 } : { rev: bundle?.rev ?? 0, wait: WAIT_SECONDS }
      take(await client.call(bundleAsSent, { query, signal: asked, timeoutMs: (WAIT_SECONDS + 10) * 1000 }))
    } catch (error) {
      if (!(error instanceof AgentError && error.status === 304)) throw error
      fetched = true
      renewNow = false
    }
  }

  async function poll(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      const started = performance.now()
      try {
        await pull(signal)
        failures = 0
        await pause(Math.max(MOST_OFTEN_MS - (performance.now() - started), 0), AbortSignal.any([signal, again.signal]))
      } catch (error) {
        if (signal.aborted) return
        if (again.signal.aborted) {
          again = new AbortController()
          continue
        }
        failures += 1
        if (failures === 1)
          log('warn', 'the config cannot be pulled; the last good one stays', {
            why: sentence(error),
            rev: bundle?.rev ?? 0,
          })
        await backOff(failures, signal).catch(() => undefined) // Aborted: the loop ends by itself.
      }
    }
  }

  return {
    current: () => bundle,
    fetched: () => fetched,
    expired: () => bundle !== undefined && Date.parse(bundle.expiresAt) <= Date.now(),
    poll,
    reload() {
      renewNow = true
      again.abort()
    },
  }
}

function readLastGood(file: string): ConfigBundle | undefined {
  if (!existsSync(file)) return undefined
  try {
    return verifiedBundle(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    log('warn', 'the last good config is unreadable and is pulled anew', { why: sentence(error) })
    return undefined
  }
}
