import type { z } from 'zod'
import type { dependencySchema } from '../../contract/system.ts'

export type Dependency = z.output<typeof dependencySchema>
export type Finding = Pick<Dependency, 'state' | 'detail'>
