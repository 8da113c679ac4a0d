import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { logLineSchema, type LogLine } from '../../../contract/deployments.ts'
import { tailOf } from './log-lines.ts'
import type { Part } from './workload.ts'

const KEPT_LINES = 2_000
const keptSchema = z.array(logLineSchema)

/** Logs of agents whose container was removed, one file per instance. */
export interface KeptLogs {
  /** Keeps the end of a container's log before it is removed. */
  keep(part: Part): Promise<void>
  read(instance: string): Promise<readonly LogLine[] | null>
}

export function keptLogs(cache: string): KeptLogs {
  const folder = join(cache, 'logs')
  // Instance ids are letters, digits and underscores; anything else would be no name for a file.
  const file = (instance: string) => join(folder, `${instance.replace(/\W/g, '_')}.json`)
  return {
    async keep(part) {
      const lines = await tailOf(part.container, KEPT_LINES)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(file(part.instance), JSON.stringify(lines), { mode: 0o600 })
    },
    async read(instance) {
      const text = await readFile(file(instance), 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      })
      return text === null ? null : keptSchema.parse(JSON.parse(text))
    },
  }
}
