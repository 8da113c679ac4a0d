import type { Clock, Logger } from '../../../kernel/ports.ts'

export interface DockerTargetOptions {
  /** Folder with `agent.mjs` and `forwarder.mjs`. */
  readonly agentBundle: string
  /** The app's resources folder, with `agent-image/`. */
  readonly resources: string
  /** Folder for logs of removed containers and a base image's files; may be deleted at any time. */
  readonly cache: string
  /** A Node for Linux and this processor, put into images that are built without a registry. */
  readonly nodeBinary: string
  readonly clock: Clock
  readonly logger: Logger
  readonly env?: NodeJS.ProcessEnv
  /** Where a base image may come from, in order of preference. */
  readonly bases?: readonly ('registry' | 'debian' | 'host')[]
  readonly timing?: Partial<ProbeTiming>
}

export interface ProbeTiming {
  /** A candidate that does not admit traffic after this many milliseconds has failed. */
  readonly deadlineMs: number
  /** After its first good answer it is watched for this long before it counts as serving. */
  readonly soakMs: number
  readonly everyMs: number
}
