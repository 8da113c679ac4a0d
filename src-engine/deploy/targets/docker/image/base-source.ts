import type { DockerEngine } from '../engine.ts'

/** One way to a base image with Node and a shell. */
export interface BaseSource {
  readonly name: 'registry' | 'debian' | 'host'
  /** Names what the base would be made of, so that an image is built once for it; null where this way is closed, with why. */
  key(): Promise<{ readonly key: string } | { readonly closed: string }>
  /** Makes the base and names it at the engine. Throws when that cannot be done here. */
  provide(engine: DockerEngine, key: string, watch: Watch): Promise<string>
}

export interface Watch {
  readonly signal: AbortSignal
  say(detail: string): void
}

/** Repository that imported bases are tagged in. */
export const baseRepository = 'control-agent-base'
