import { isoTime } from '../../kernel/clock.ts'
import type { Clock, Logger } from '../../kernel/ports.ts'
import type { Finding } from './dependency.ts'

/** A finding is passed on for this long before it is asked for again (milliseconds). */
const FRESH_MS = 60_000
/** What nobody asked for in this long is forgotten. */
const FORGET_MS = 600_000

interface Entry {
  /** Changes with what is probed; a finding about an earlier address says nothing about this one. */
  readonly version: number
  known: { readonly finding: Finding; readonly at: number; readonly monotonic: number } | null
  running: Promise<void> | null
  asked: number
}

export type Probed = Finding & { readonly checkedAt: string }

/** Findings about slow things outside. At most one probe of a thing runs at a time. */
export interface ProbeCache {
  /**
   * The latest finding under `name`, renewed when it is older than a minute. Waits for the probe until `deadline`
   * resolves and then answers with what was known before.
   */
  ask(name: string, version: number, probe: () => Promise<Finding>, deadline: Promise<void>): Promise<Probed>
}

export function createProbeCache(clock: Clock, logger: Logger): ProbeCache {
  const entries = new Map<string, Entry>()

  function entryOf(name: string, version: number): Entry {
    const now = clock.monotonic()
    for (const [key, { asked }] of entries) if (now - asked > FORGET_MS) entries.delete(key)
    let entry = entries.get(name)
    if (entry?.version !== version) {
      entry = { version, known: null, running: null, asked: now }
      entries.set(name, entry)
    }
    entry.asked = now
    return entry
  }
  async function renew(name: string, entry: Entry, probe: () => Promise<Finding>): Promise<void> {
    let finding: Finding
    try {
      finding = await probe()
    } catch (error) {
      // One check that breaks must not take the others' answers with it.
      logger.error({ err: error, dependency: name }, 'a dependency could not be checked')
      finding = { state: 'unknown', detail: 'The check itself failed; the log of this app says why.' }
    }
    entry.known = { finding, at: clock.now(), monotonic: clock.monotonic() }
    entry.running = null
  }
  return {
    async ask(name, version, probe, deadline) {
      const entry = entryOf(name, version)
      const fresh = entry.known !== null && clock.monotonic() - entry.known.monotonic < FRESH_MS
      if (!fresh) {
        entry.running ??= renew(name, entry, probe)
        await Promise.race([entry.running, deadline])
      }
      if (!entry.known)
        return {
          state: 'unknown',
          detail: 'It is being asked and has not answered yet.',
          checkedAt: isoTime(clock.now()),
        }
      return { ...entry.known.finding, checkedAt: isoTime(entry.known.at) }
    },
  }
}
