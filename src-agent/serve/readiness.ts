import { accessSync, constants } from 'node:fs'
import type { BundleKeeper } from '../bundle/index.ts'
import type { Lease } from '../heartbeat/index.ts'
import type { Spool } from '../spool/index.ts'

interface Dependency {
  readonly ok: boolean
  readonly detail: string
}

/** Each thing the agent depends on, looked at now. */
export function readiness(parts: {
  bundle: BundleKeeper
  lease: Lease
  spool: Spool
  workspace: string
  stateDir: string
}): Record<string, Dependency> {
  const rev = parts.bundle.current()?.rev
  const config =
    rev === undefined
      ? 'No config has been pulled yet.'
      : parts.bundle.expired()
        ? `Revision ${rev} has expired.`
        : undefined
  const lost = parts.lease.lost()
  return {
    config: { ok: config === undefined, detail: config ?? `revision ${rev}` },
    controlCenter: { ok: lost === undefined, detail: lost ?? 'heartbeats are answered' },
    workspace: writable(parts.workspace),
    state: writable(parts.stateDir),
    spool: {
      ok: parts.spool.rejected() === 0,
      detail: `${parts.spool.waiting()} records wait, ${parts.spool.rejected()} were refused`,
    },
  }
}

function writable(directory: string): Dependency {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK)
    return { ok: true, detail: 'readable and writable' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { ok: false, detail: `not readable and writable (${code})` }
  }
}
