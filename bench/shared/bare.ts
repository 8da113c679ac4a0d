import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { probeArgs } from './loop.ts'
import { type Started, startProcess } from './process.ts'

const line = z.object({ port: z.int() })

/** Starts a server of this folder that stands for the least a thing can cost. */
export async function startBare(
  file: string,
  args: readonly string[],
): Promise<Started<{ readonly port: number }> & { readonly origin: string }> {
  const started = await startProcess(fileURLToPath(new URL(`../${file}`, import.meta.url)), args, line, probeArgs)
  return { ...started, origin: `http://127.0.0.1:${started.ready.port}` }
}
