import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Job, type Load, loadSchema } from './load-job.ts'
import { ask, startProcess } from './process.ts'

/** The process that sends the load. */
export interface LoadGenerator {
  /** @throws Error when anything but a 2xx came back: a refusal is quick and would flatter the figure. */
  run(job: Job): Promise<Load>
  stop(): Promise<void>
}

export async function startLoadGenerator(): Promise<LoadGenerator> {
  const { child, stop } = await startProcess(
    fileURLToPath(new URL('../load-process.ts', import.meta.url)),
    [],
    z.object({}),
  )
  return {
    async run(job) {
      const load = await ask(child, job, loadSchema)
      if (load.refused > 0 || load.answered === 0)
        throw new Error(
          `${job.method} ${job.path}: ${load.refused} of ${load.refused + load.answered} requests were not answered with a 2xx: ${load.refusals}`,
        )
      return load
    },
    stop,
  }
}
