import type { ApiConfig } from '../api/index.ts'

/** What a host decides about its engine. */
export interface EngineConfig {
  /** Data directory; made when it is not there. */
  readonly directory: string
  readonly version: string
  readonly vault: { readonly prefer: 'auto' | 'keychain' | 'file'; readonly passphraseFile: string | null }
  readonly api: ApiConfig
  /** How an agent is started on this machine and put into images. */
  readonly agent: {
    /** Node 24 or newer. */
    readonly node: string
    /** Entry file of the reference agent for this machine: its bundle, or its source where nothing was built. */
    readonly main: string
    /** Folder with the bundles for containers, `agent.mjs` and `forwarder.mjs`. */
    readonly bundle: string
    readonly resources: string
  }
}
