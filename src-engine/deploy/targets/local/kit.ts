import type { Clock, Logger } from '../../../kernel/ports.ts'
import type { EndWatch } from './ends.ts'
import type { LocalTargetOptions, LocalTiming } from './options.ts'

/** What the parts of the local target share. */
export interface LocalKit {
  readonly data: string
  readonly program: LocalTargetOptions['program']
  readonly timing: LocalTiming
  readonly clock: Clock
  readonly logger: Logger
  /** Agents whose logs are looked after. */
  readonly watched: Set<string>
  readonly ends: EndWatch
}
