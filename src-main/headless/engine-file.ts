import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const contentsSchema = z.object({ url: z.url(), token: z.string().nullable(), pid: z.int() })
/** Where an engine answers (an origin), the one-time token of its first start while it is good for something, its process. */
export type EngineFileContents = z.output<typeof contentsSchema>

/** `engine.json` (0600) of a data directory: tells agentctl, the window and a second start who serves it. */
export interface EngineFile {
  /** What it says, null when there is none or it cannot be read as one. */
  read(): Promise<EngineFileContents | null>
  /** Replaces it as a whole; writes follow each other in the order they were asked for. */
  write(contents: EngineFileContents): Promise<void>
  remove(): Promise<void>
}

export function engineFileOf(data: string): EngineFile {
  const file = join(data, 'engine.json')
  const next = `${file}.next`
  let last: Promise<void> = Promise.resolve()
  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = last.then(work)
    last = result.catch(() => undefined) // told to whoever asked for it
    return result
  }
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      })
      return text === null ? null : (contentsSchema.safeParse(parseJson(text)).data ?? null)
    },
    write: (contents) =>
      inTurn(async () => {
        await rm(next, { force: true })
        await writeFile(next, JSON.stringify(contents), { mode: 0o600, flag: 'wx' })
        await rename(next, file)
      }),
    remove: () => inTurn(() => rm(file, { force: true })),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
