import { createInterface } from 'node:readline'
import { z } from 'zod'
import { EngineError } from '../../../../kernel/errors.ts'

const lineSchema = z.looseObject({ error: z.string().optional(), status: z.string().optional() })

/**
 * Reads the progress of a build, pull or import to its end. The engine has answered 200 long before; what went wrong
 * stands in the stream.
 * @param note told each status line, as `Pulling fs layer`
 */
export async function followAnswer(
  answer: NodeJS.ReadableStream,
  signal: AbortSignal,
  doing: string,
  note: (status: string) => void = () => undefined,
): Promise<void> {
  for await (const text of createInterface({ input: answer, signal })) {
    if (text.trim() === '') continue
    const { error, status } = lineSchema.parse(JSON.parse(text))
    if (error !== undefined && /no space left on device/i.test(error))
      throw new EngineError(
        'storage_full',
        `The disk of the Docker engine is full (while ${doing}). Free some space there, then try again.`,
      )
    if (error !== undefined) throw new EngineError('target_failed', `Docker failed while ${doing}: ${error}`)
    if (status !== undefined) note(status)
  }
  signal.throwIfAborted()
}
