import type { Clock, Logger } from '../../../kernel/ports.ts'
import type { DockerEngine, DockerEngines } from './engine.ts'
import type { AgentImage, Watch } from './image/index.ts'
import type { KeptLogs } from './kept-logs.ts'
import type { ProbeTiming } from './options.ts'
import type { Turns } from './turns.ts'

/** What every part of this target works with. */
export interface DockerKit {
  readonly engines: DockerEngines
  readonly image: (engine: DockerEngine, watch: Watch) => Promise<AgentImage>
  readonly turns: Turns
  readonly keptLogs: KeptLogs
  readonly timing: ProbeTiming
  readonly clock: Clock
  readonly logger: Logger
}
