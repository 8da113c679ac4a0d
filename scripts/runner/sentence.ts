import { ServerMissing } from '../../e2e/servers/server.ts'

/** Why a command could not do its work, in one line, and what may help where that is known. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ServerMissing) return `${error.message}. What may help: ${error.command}`
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line
}
