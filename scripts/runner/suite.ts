import type { Server } from '../../e2e/servers/server.ts'
import type { SuiteCounts } from './counts.ts'

/** A group of tests that one runner runs in one go. */
export type Suite = {
  name: string
  /** The test files it would run now; null when it does not work by files (lint, types). */
  files: (() => string[]) | null
  /** Throws ServerMissing when something it needs cannot be had here. */
  needs: () => Promise<void>
  /** Servers that live while it runs. */
  servers: () => Promise<Server[]>
  run: (given: { patterns: readonly string[]; env: Readonly<Record<string, string>> }) => Promise<SuiteCounts>
}

/** What became of a suite. */
export type Outcome =
  | { kind: 'ran'; name: string; ms: number; counts: SuiteCounts; note?: string }
  | { kind: 'missing'; name: string; why: string; command: string }
