import type { Clock, Logger } from '../../../kernel/ports.ts'

export interface LocalTargetOptions {
  /** The app's data directory; agents live under `agents/` in it. */
  readonly data: string
  /** How the reference agent is started: a Node, what comes before its config file on the command line, and what its environment needs besides PATH. */
  readonly program: {
    readonly node: string
    readonly args: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  }
  readonly clock: Clock
  readonly logger: Logger
  readonly timing?: Partial<LocalTiming>
}

/** Milliseconds. */
export interface LocalTiming {
  /** A start that is not seen serving after this has failed. */
  readonly deadline: number
  /** After its first good answer it is watched for this long before it counts as serving. */
  readonly soak: number
  /** Between two looks. */
  readonly every: number
  /** From SIGTERM to SIGKILL. */
  readonly grace: number
  /** Between two looks at the size of logs. */
  readonly rotate: number
  /** Between two looks at whether the processes are there. */
  readonly ends: number
}

export const usualTiming: LocalTiming = {
  deadline: 60_000,
  soak: 500,
  every: 100,
  grace: 10_000,
  rotate: 5_000,
  ends: 1_000,
}
